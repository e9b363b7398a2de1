/**
 * Account: who has signed in with this browser, and what follows from that.
 *
 * Promises that what the guest of this browser wrote is the person's before anybody goes on as him; and
 * that after signing out the next person at this machine is nobody who was here before: the guest's
 * secret, the list of documents and their local copies are gone, but for what was never sent. The
 * session itself is a cookie that no script sees; the server says whose it is.
 */
import { type ReadonlySignal, signal } from '@preact/signals'
import type { Me, SignedOut } from '../../shared/api.ts'
import { forgetIdentity, loadIdentity, rememberName, rememberPerson } from './identity.ts'
import { copiedRooms, forgetCopy } from './local-copy.ts'
import { forgetRoomsBut, type RecentRoom, recentRooms } from './recent.ts'
import { type Failed, request } from './request.ts'
import { unsentRooms } from './unsent.ts'

export interface Account {
  /** Null until the server has said it, and while it cannot be asked. */
  readonly me: ReadonlySignal<Me | null>
  /** Whether the server has said it, and has given the person what was the guest's. */
  readonly settled: Promise<boolean>
}

export type SigningOut = { readonly kind: 'done'; readonly url: string } | Failed

/** By way of the provider to the page that goes on with {@link placeBefore}. */
export const SIGN_IN = `/auth/sign-in?to=${encodeURIComponent('/?sign-in=done')}`
export const SIGN_OUT = '/?sign-in=out'

const PLACE = 'weft:place'
/** In ms: a copy that another tab has open goes when that tab has let go of it. */
const PATIENCE = 1500

export function createAccount(): Account {
  const me = signal<Me | null>(null)
  const settle = async () => {
    const told = await request<Me>('GET', '/api/me')
    if (told.kind === 'failed' || !(await adopt(told.value))) return false
    me.value = told.value
    return true
  }
  return { me, settled: settle() }
}

/** Whether this browser now is the person's whom the server sees in it. */
async function adopt({ user, signIn }: Me): Promise<boolean> {
  const { person, guest } = loadIdentity()
  if (!signIn) rememberPerson(null)
  if (!user || user.id === person) return true
  const claimed = await request('POST', '/api/me/claim', { body: { guest } })
  if (claimed.kind === 'failed') return false
  rememberName(user.name)
  // Last: other tabs go on as the person when they hear of it.
  rememberPerson(user.id)
  return true
}

/** A room's secret is in the fragment, which no server sees: so the browser itself knows where to go on. */
export function rememberPlace(): void {
  try {
    sessionStorage.setItem(PLACE, location.pathname + location.hash)
  } catch {
    // Where nothing is kept, signing in ends at the start page.
    return
  }
}

/** Where this tab was before it went to sign in. */
export function placeBefore(): string {
  try {
    return sessionStorage.getItem(PLACE) ?? '/'
  } catch {
    return '/'
  }
}

/** It holds a secret. */
export function forgetPlace(): void {
  try {
    sessionStorage.removeItem(PLACE)
  } catch {
    // Where nothing is kept, nothing has to go.
    return
  }
}

/** What signing out leaves in this browser: documents with changes that the server may not have. */
export function roomsToKeep(): RecentRoom[] {
  const unsent = unsentRooms()
  return recentRooms().filter(({ roomId }) => unsent.has(roomId))
}

/** To be called where no document is open. Answers with where to go on. */
export async function signOut(): Promise<SigningOut> {
  const left = await request<SignedOut>('POST', '/auth/sign-out', { body: {} })
  if (left.kind === 'failed') return left
  const unsent = unsentRooms()
  forgetPlace()
  // First: other tabs close what they have open when they hear of it.
  forgetIdentity()
  forgetRoomsBut(unsent)
  const copies = (await copiedRooms()).filter((roomId) => !unsent.has(roomId))
  const gone = Promise.allSettled(copies.map(forgetCopy))
  await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, PATIENCE))])
  return { kind: 'done', url: left.value.url ?? '/' }
}
