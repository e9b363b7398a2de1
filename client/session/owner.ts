/**
 * Owner: what an owner asks the server: about the document's share links, about people, and its lock.
 *
 * Promises to return, never to throw: what was asked for, or words that a person can act on. Keeps no
 * list: whoever shows one asks for it.
 */
import type {
  ChangeLink,
  ChangePerson,
  CreatedLink,
  CreateLink,
  ListedLink,
  ListedLinks,
  ListedPeople,
  Problem,
} from '../../shared/api.ts'

export type OwnerAnswer<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly words: string }

export interface OwnerDesk {
  links(): Promise<OwnerAnswer<ListedLinks>>
  makeLink(link: Partial<CreateLink>): Promise<OwnerAnswer<CreatedLink>>
  changeLink(id: string, link: ChangeLink): Promise<OwnerAnswer<ListedLink>>
  revokeLink(id: string): Promise<OwnerAnswer<null>>
  /** Those for whom something is set, and whether the document is locked. */
  people(): Promise<OwnerAnswer<ListedPeople>>
  /** A role of null removes him. */
  setPerson(user: string, person: ChangePerson): Promise<OwnerAnswer<null>>
  /** His link's role again. */
  resetPerson(user: string): Promise<OwnerAnswer<null>>
  lock(locked: boolean): Promise<OwnerAnswer<null>>
}

const UNREACHABLE = 'The server cannot be reached. Check your connection and try again.'

/** `token`: the one that is good now. */
export function createOwnerDesk(roomId: string, token: () => string | null): OwnerDesk {
  const path = `/api/rooms/${encodeURIComponent(roomId)}`
  const ask = <T>(method: string, way: string, body?: object) =>
    request<T>(`${path}/${way}`, method, token(), body)
  const personAt = (user: string) => `people/${encodeURIComponent(user)}`
  return {
    links: () => ask('GET', 'links'),
    makeLink: (link) => ask('POST', 'links', link),
    changeLink: (id, link) => ask('PATCH', `links/${id}`, link),
    revokeLink: (id) => ask('DELETE', `links/${id}`),
    people: () => ask('GET', 'people'),
    setPerson: (user, person) => ask('PUT', personAt(user), person),
    resetPerson: (user) => ask('DELETE', personAt(user)),
    lock: (locked) => ask('PUT', 'lock', { locked }),
  }
}

async function request<T>(
  path: string,
  method: string,
  token: string | null,
  body?: object,
): Promise<OwnerAnswer<T>> {
  try {
    const response = await fetch(path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const answer = response.status === 204 ? null : await response.json()
    if (response.ok) return { kind: 'done', value: answer as T }
    return { kind: 'failed', words: (answer as Partial<Problem>).message ?? UNREACHABLE }
  } catch {
    // No network, no server, or not JSON (a proxy's page).
    return { kind: 'failed', words: UNREACHABLE }
  }
}
