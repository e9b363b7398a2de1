/**
 * Text mentions: finds this person's name in what others write into the text.
 *
 * Looks only at what has been added, and a name's length to both sides of it, once its authors have paused.
 * Promises that nobody is mentioned by himself, in whatever tab, and not by what was there when the document
 * was opened. Whom a piece is by, its client says (the server lets nobody write as another); one whose author
 * is not here when it comes is passed over.
 */
import type { ReadonlySignal } from '@preact/signals'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { AwarenessState } from '../../shared/protocol.ts'
import { mentionWithin } from './mentions.ts'
import { type Person, personOf } from './people.ts'

export interface WatchedText {
  readonly text: Y.Text
  readonly awareness: Awareness
  readonly people: ReadonlySignal<readonly Person[]>
  /** All that the server has was received. */
  readonly connected: ReadonlySignal<boolean>
}

export interface TextMention {
  /** Of whoever wrote it. */
  readonly name: string
  /** As editor/places.ts reads it. */
  readonly place: string
}

/** In ms: whoever pauses for so long has written the name to its end. */
export const SETTLED = 1_000
/** In ms: so long it is waited for a pause of everybody. */
export const LONGEST = 5_000
/** In characters: what is looked at beyond a name's length. */
const MARGIN = 2
/** In pieces: how far it is looked for the neighbours of one. */
const FAR = 500

/** What a client has added, by its own clock. */
interface Stretch {
  readonly author: string
  readonly from: number
  readonly to: number
}

export function watchTextMentions(
  { text, awareness, people, connected }: WatchedText,
  tell: (mention: TextMention) => void,
): () => void {
  const added = new Map<number, Stretch>()
  let isOpen = false
  let since = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    const you = people.peek().find(({ isYou }) => isYou)?.name
    const names = people.peek().map(({ name }) => name)
    for (const [client, stretch] of added) {
      const place = you === undefined ? null : mentionIn(text, client, stretch, you, names)
      if (place !== null) tell({ name: stretch.author, place })
    }
    added.clear()
  }
  const onText = (_event: Y.YTextEvent, transaction: Y.Transaction) => {
    if (transaction.local || !isOpen) return
    const wasEmpty = added.size === 0
    collect(transaction, awareness, added)
    if (added.size === 0) return
    if (wasEmpty) since = Date.now()
    clearTimeout(timer)
    timer = setTimeout(look, Math.min(SETTLED, Math.max(0, since + LONGEST - Date.now())))
  }
  const stop = connected.subscribe((isConnected) => {
    isOpen ||= isConnected
  })
  text.observe(onText)
  return () => {
    stop()
    text.unobserve(onText)
    clearTimeout(timer)
  }
}

function collect(
  { beforeState, afterState }: Y.Transaction,
  awareness: Awareness,
  added: Map<number, Stretch>,
): void {
  const states: ReadonlyMap<number, AwarenessState> = awareness.getStates()
  const you = personOf(states.get(awareness.clientID))?.id
  for (const [client, to] of afterState) {
    const from = beforeState.get(client) ?? 0
    const author = to > from ? personOf(states.get(client)) : null
    if (author === null || author.id === you) continue
    added.set(client, { author: author.name, from: added.get(client)?.from ?? from, to })
  }
}

/** The place of the first mention in a stretch. */
function mentionIn(
  text: Y.Text,
  client: number,
  stretch: Stretch,
  you: string,
  names: readonly string[],
): string | null {
  const reach = Math.max(you.length, ...names.map((name) => name.length)) + MARGIN
  for (const [item, start, end] of pieces(text, client, stretch)) {
    const { str } = item.content as Y.ContentString
    const before = beside(item, 'left', str.slice(0, start), reach)
    const words = before + str.slice(start, end) + beside(item, 'right', str.slice(end), reach)
    const written = { from: before.length, to: before.length + end - start }
    const at = mentionWithin(words, written, you, names)
    const clock = item.id.clock + start + (at ?? 0) - before.length
    if (at !== null) return JSON.stringify({ item: { client, clock } })
  }
  return null
}

type Piece = readonly [item: Y.Item, start: number, end: number]

/** Those of its items that stand in the text, each with what of it is in the stretch. */
function* pieces(text: Y.Text, client: number, { from, to }: Stretch): Generator<Piece> {
  const structs = text.doc?.store.clients.get(client) ?? []
  for (let at = Y.findIndexSS(structs, from); at < structs.length; at++) {
    const item = structs[at]
    if (item === undefined || item.id.clock >= to) return
    if (!(item instanceof Y.Item) || item.parent !== text || item.deleted) continue
    if (!(item.content instanceof Y.ContentString)) continue
    const { clock } = item.id
    yield [item, Math.max(0, from - clock), Math.min(item.length, to - clock)]
  }
}

/** `reach` characters to one side: what the item itself has there, then its neighbours. */
function beside(item: Y.Item, side: 'left' | 'right', own: string, reach: number): string {
  let words = own
  let next = item[side]
  for (let steps = 0; next !== null && words.length < reach && steps < FAR; steps++) {
    const str = !next.deleted && next.content instanceof Y.ContentString ? next.content.str : ''
    words = side === 'left' ? str.slice(-reach) + words : words + str.slice(0, reach)
    next = next[side]
  }
  return side === 'left' ? words.slice(-reach) : words.slice(0, reach)
}
