/**
 * Operator: watching a server as whoever runs it, and what he does to it.
 *
 * The token is kept in this tab alone, goes in the first message of the socket and in headers, and stands
 * in no address. Promises that what the server refuses is said as one of `Door`, and that a line which is
 * lost is opened again. Leaves drawing to views/admin.tsx.
 */
import { type ReadonlySignal, signal } from '@preact/signals'
import type { ChangeLock, ChangePerson, ListedRooms, OperatorToken } from '../../shared/api.ts'
import {
  OPERATOR_PATH,
  type OperatorHello,
  type OperatorOrder,
  type Overview,
  type PersonSeen,
} from '../../shared/overview.ts'
import { CloseCode, type Role } from '../../shared/protocol.ts'
import { type Answer, failed, request } from './request.ts'

/** Why nothing is shown yet, or not any more: `closed` before a token was tried. */
export type Door = 'closed' | 'trying' | 'wrong' | 'none' | 'too-often' | 'open' | 'away'

const KEY = 'weft:operator'
const KEPT = 300
const RETRY_MS = 2_000
const TITLES_EVERY_MS = 10_000
const TITLES = 100

const DOORS: Readonly<Record<number, Door>> = {
  [CloseCode.unauthorized]: 'wrong',
  [CloseCode.notFound]: 'none',
  [CloseCode.tooFast]: 'too-often',
}

export class Operator {
  /** Whether he is let in. */
  readonly door: ReadonlySignal<Door>
  /** What was told, the latest last, of the last five minutes. */
  readonly seen: ReadonlySignal<readonly Overview[]>
  /** By room, as far as they are known. */
  readonly titles: ReadonlySignal<ReadonlyMap<string, string>>
  readonly #door = signal<Door>('closed')
  readonly #seen = signal<readonly Overview[]>([])
  readonly #titles = signal<ReadonlyMap<string, string>>(new Map())
  #token = kept() ?? ''
  /** It is by his session that he is let in: a token is then good for 15 minutes, and kept nowhere. */
  #isSignedIn = false
  /** Goes up when a watch begins or ends: what was asked for in another is of no use any more. */
  #turn = 0
  #socket: WebSocket | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #titlesAt = Number.NEGATIVE_INFINITY

  constructor() {
    this.door = this.#door
    this.seen = this.#seen
    this.titles = this.#titles
    if (this.#token !== '') this.show(this.#token)
  }

  /** Whoever has signed in as one who runs the server types nothing. */
  async showSession(): Promise<void> {
    if (this.#door.value !== 'closed' || !(await this.#renew())) return
    this.#isSignedIn = true
    this.#open()
  }

  /** False, too, when meanwhile a token was typed, or it was left. */
  async #renew(): Promise<boolean> {
    const turn = this.#turn
    const answer = await request<OperatorToken>('POST', '/api/operator-token')
    if (answer.kind === 'failed' || turn !== this.#turn) return false
    this.#token = answer.value.token
    return true
  }

  show(token: string): void {
    this.#isSignedIn = false
    this.#token = token
    this.#open()
  }

  #open(): void {
    this.stop()
    this.#door.value = 'trying'
    this.#connect()
  }

  async #reconnect(): Promise<void> {
    const turn = this.#turn
    if (this.#isSignedIn) await this.#renew()
    if (turn === this.#turn) this.#connect()
  }

  #connect(): void {
    const socket = new WebSocket(OPERATOR_PATH)
    this.#socket = socket
    const hello: OperatorHello = { token: this.#token }
    socket.onopen = () => socket.send(JSON.stringify(hello))
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as Overview)
    socket.onclose = ({ code }) => this.#closed(code)
  }

  #hear(overview: Overview): void {
    if (!this.#isSignedIn) keep(this.#token)
    this.#door.value = 'open'
    this.#seen.value = [...this.#seen.value.slice(1 - KEPT), overview]
    void this.#learnTitles(overview)
  }

  /** Whose token has run out goes on, if his session is good for another. */
  #closed(code: number): void {
    const refused = DOORS[code]
    const hasRunOut = refused === 'wrong' && this.#isSignedIn && this.#door.value === 'open'
    this.#door.value = hasRunOut ? 'trying' : (refused ?? 'away')
    if (hasRunOut) void this.#reconnect()
    else if (refused === undefined) this.#retry = setTimeout(() => void this.#reconnect(), RETRY_MS)
    else this.#forget()
  }

  async #learnTitles({ busiest }: Overview): Promise<void> {
    const isKnown = busiest.every(({ id }) => this.#titles.value.has(id))
    if (isKnown || performance.now() - this.#titlesAt < TITLES_EVERY_MS) return
    this.#titlesAt = performance.now()
    const turn = this.#turn
    const listed = await this.#ask<ListedRooms>('GET', `/api/rooms?limit=${TITLES}`)
    if (listed.kind === 'done' && turn === this.#turn)
      this.#titles.value = new Map(listed.value.rooms.map(({ id, title }) => [id, title]))
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
    if (this.#isSignedIn) await this.#renew()
    const authorization = `Bearer ${this.#token}`
    return request<T>(method, path, { authorization, ...(body && { body }) })
  }

  /** What was seen last stays while the server is away, not when it does not know the token any more. */
  #forget(): void {
    keep(null)
    this.#token = ''
    this.#isSignedIn = false
    this.#seen.value = []
    this.#titles.value = new Map()
    this.#titlesAt = Number.NEGATIVE_INFINITY
  }

  /** Forgets the token, and what it let him see. */
  leave(): void {
    this.stop()
    this.#forget()
    this.#door.value = 'closed'
  }

  lock(room: string, locked: boolean): Promise<Answer<null>> {
    return this.#ask('PUT', `/api/rooms/${room}/lock`, { locked } satisfies ChangeLock)
  }

  /** null: removed. */
  setRole(room: string, { user, name }: PersonSeen, role: Role | null): Promise<Answer<null>> {
    const path = `/api/rooms/${room}/people/${encodeURIComponent(user)}`
    return this.#ask('PUT', path, { name, role } satisfies ChangePerson)
  }

  /** The server that is watched: behind a balancer a request may come to another. */
  async drain(): Promise<Answer<null>> {
    if (this.#socket?.readyState !== WebSocket.OPEN) return failed('unreachable')
    const order: OperatorOrder = { drain: true }
    this.#socket.send(JSON.stringify(order))
    return { kind: 'done', value: null }
  }

  stop(): void {
    clearTimeout(this.#retry)
    this.#turn += 1
    const socket = this.#socket
    this.#socket = undefined
    if (socket === undefined) return
    // What is on its way yet would open the page anew.
    socket.onmessage = null
    socket.onclose = null
    socket.close()
  }
}

/** A browser that forbids storage asks for it again. */
function kept(): string | null {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}

function keep(token: string | null): void {
  try {
    if (token === null) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, token)
  } catch {
    // Then it holds until the page is loaded anew.
  }
}
