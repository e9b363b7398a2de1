/**
 * Happenings: what others did to an open document, told now and then, all of it at once.
 *
 * Who wrote is told by the document: each of its pieces carries the client that wrote it, and the server lets
 * nobody write as another. Who came and left is the difference between two looks at who is here, so that a
 * connection that comes back at once is no leaving. Promises silence while this person types, and for
 * PAUSE ms after it last told; what was there at the first look is told to nobody.
 */
import type { ReadonlySignal } from '@preact/signals'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { AwarenessState } from '../../shared/protocol.ts'
import { type Person, personOf } from './people.ts'
import type { StatusId } from './status.ts'

/** Names, each person once. */
export interface Happened {
  readonly wrote: readonly string[]
  readonly joined: readonly string[]
  readonly left: readonly string[]
}

export interface Watched {
  readonly text: Y.Text
  readonly awareness: Awareness
  readonly people: ReadonlySignal<readonly Person[]>
  readonly status: ReadonlySignal<StatusId>
}

/** In ms. */
const PAUSE = 5_000
/** In ms: since the last key, while somebody types. */
const TYPING = 2_000
/** Where it is known who is here. */
const CONNECTED: ReadonlySet<StatusId> = new Set(['saved', 'saving', 'read-only'])

type Names = ReadonlyMap<string, string>

export function watchHappenings(watched: Watched, tell: (happened: Happened) => void): () => void {
  const { text, awareness, people, status } = watched
  const wrote = new Map<string, string>()
  let known: Names | null = null
  let typedAt = 0
  const onText = (_event: Y.YTextEvent, transaction: Y.Transaction) => {
    if (transaction.local) typedAt = Date.now()
    else for (const { id, name } of authorsOf(transaction, awareness)) wrote.set(id, name)
  }
  const look = () => {
    if (!CONNECTED.has(status.peek()) || Date.now() - typedAt < TYPING) return
    const others = people.peek().filter(({ isYou }) => !isYou)
    const here = new Map(others.map(({ id, name }) => [id, name]))
    const happened = known && compared(known, here, wrote)
    known = here
    wrote.clear()
    if (happened && Object.values(happened).some((names) => names.length > 0)) tell(happened)
  }
  text.observe(onText)
  const timer = setInterval(look, PAUSE)
  return () => {
    text.unobserve(onText)
    clearInterval(timer)
  }
}

const compared = (before: Names, now: Names, wrote: Names): Happened => ({
  wrote: [...wrote.values()],
  joined: [...now].flatMap(([id, name]) => (before.has(id) ? [] : [name])),
  left: [...before].flatMap(([id, name]) => (now.has(id) ? [] : [name])),
})

/** Of what was added, those who are here; who only deleted, no update says. */
function authorsOf({ beforeState, afterState }: Y.Transaction, awareness: Awareness) {
  const states = awareness.getStates() as ReadonlyMap<number, AwarenessState>
  return [...afterState].flatMap(([client, clock]) => {
    const author = clock > (beforeState.get(client) ?? 0) ? personOf(states.get(client)) : null
    return author === null ? [] : [author]
  })
}
