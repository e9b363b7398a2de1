/**
 * Owner: what an owner asks the server: about the document's share links, about people, and its lock.
 *
 * Promises to return, never to throw: what was asked for, or what went wrong. Keeps no
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
} from '../../shared/api.ts'
import { type Answer, request } from './request.ts'

export interface OwnerDesk {
  links(): Promise<Answer<ListedLinks>>
  makeLink(link: Partial<CreateLink>): Promise<Answer<CreatedLink>>
  changeLink(id: string, link: ChangeLink): Promise<Answer<ListedLink>>
  revokeLink(id: string): Promise<Answer<null>>
  /** Those for whom something is set, and whether the document is locked. */
  people(): Promise<Answer<ListedPeople>>
  /** A role of null removes him. */
  setPerson(user: string, person: ChangePerson): Promise<Answer<null>>
  /** His link's role again. */
  resetPerson(user: string): Promise<Answer<null>>
  lock(locked: boolean): Promise<Answer<null>>
}

/** `token`: the one that is good now, as soon as there is one. */
export function createOwnerDesk(roomId: string, token: () => Promise<string>): OwnerDesk {
  const path = `/api/rooms/${encodeURIComponent(roomId)}`
  const ask = async <T>(method: string, way: string, body?: object) =>
    request<T>(method, `${path}/${way}`, {
      authorization: `Bearer ${await token()}`,
      ...(body && { body }),
    })
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
