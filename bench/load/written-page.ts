/**
 * Written page: a page of text and the day in which it was written, as it is on disk once that has been merged.
 *
 * Three people write it, now one and now another, letter by letter; a tenth of the edits take a letter back. The same
 * whenever it is made: chance writes, from a seed.
 */
import * as Y from 'yjs'
import { mergeUpdates } from '../../server/documents/merge.ts'
import type { NewRow } from '../../server/store/store.ts'
import { Chance } from '../../server/testing/chance.ts'
import { CONTENT } from '../../shared/protocol.ts'
import { clientOf } from './authors.ts'

export interface Page {
  /** One of each person and minute in which he wrote. */
  readonly rows: readonly Omit<NewRow, 'room'>[]
  readonly state: Uint8Array
  readonly text: string
  /** In which somebody wrote. */
  readonly minutes: number
  /** That are there in the end. */
  readonly letters: number
  readonly edits: number
}

const SEED = 3_000
const AUTHORS = 3
const MINUTES = 60
const EDITS_A_MINUTE = 60
const MINUTE_MS = 60_000
const PAUSE_MINUTES = 8
const LETTERS = 'etaoinshrdlu '
const WORDS = 800

export function writtenPage(): Page {
  const chance = new Chance(SEED)
  const authors = Array.from({ length: AUTHORS }, (_, number) => authorOf(number))
  const write = writer(chance)
  const rows: Omit<NewRow, 'room'>[] = []
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const [first] = authors
    const author = authors[chance.below(AUTHORS)] ?? first
    if (!author) throw new RangeError('nobody writes')
    const update = mergeUpdates(write(author.doc))
    for (const { doc } of authors) if (doc !== author.doc) Y.applyUpdate(doc, update)
    const clients = rows.some(({ user }) => user === author.user) ? [] : [author.doc.clientID]
    const time = Date.UTC(2026, 0, 1) + minute * PAUSE_MINUTES * MINUTE_MS
    rows.push({ time, user: author.user, clients, update })
  }
  const doc = authors[0]?.doc ?? new Y.Doc()
  const text = doc.getText(CONTENT).toString()
  const state = Y.encodeStateAsUpdate(doc)
  const [minutes, edits, letters] = [MINUTES, MINUTES * EDITS_A_MINUTE, text.length]
  return { rows, state, text, minutes, letters, edits }
}

function authorOf(number: number) {
  const doc = new Y.Doc()
  doc.clientID = clientOf(number)
  // As long as a guest's id.
  return { doc, user: `guest-${number}`.padEnd(49, 'x') }
}

/** A minute's edits, each an update: on where he stands, words from a vocabulary. */
function writer(chance: Chance) {
  const words = Array.from({ length: WORDS }, () =>
    Array.from({ length: 2 + chance.below(8) }, () => LETTERS[chance.below(12)] ?? 'e').join(''),
  )
  return (doc: Y.Doc): Uint8Array[] => {
    const updates: Uint8Array[] = []
    const keep = (update: Uint8Array) => void updates.push(update)
    doc.on('update', keep)
    const text = doc.getText(CONTENT)
    let [at, word] = [chance.below(text.length + 1), '']
    for (let left = EDITS_A_MINUTE; left > 0; left -= 1) {
      word ||= `${words[Math.floor(chance.next() ** 3 * WORDS)] ?? ''} `
      if (at > 0 && chance.below(10) === 0) {
        at -= 1
        text.delete(at, 1)
      } else {
        text.insert(at, word[0] ?? ' ')
        ;[at, word] = [at + 1, word.slice(1)]
      }
    }
    doc.off('update', keep)
    return updates
  }
}
