/**
 * Manuscript: a document with a past, the same whenever it is made.
 *
 * A few authors write it in turns, letter by letter, and take back almost half of that: 260,000 edits, of
 * which 105,000 characters are left. Most of them go on where the last one was, some leap. Nothing
 * in it was recorded from anybody: chance writes, from a seed. Making it takes seconds, so it is kept
 * beside the packages; `npm ci` throws it away.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { Chance } from '../../server/testing/chance.ts'
import { CONTENT } from '../../shared/protocol.ts'
import { clientOf } from './authors.ts'

/** To be counted up when chance is made to write something else. */
const EDITION = 1
const SEED = 105
const INSERTIONS = 182_500
const DELETIONS = 77_500
/** What is left. */
export const CHARACTERS = INSERTIONS - DELETIONS
export const EDITS = INSERTIONS + DELETIONS
const AUTHORS = 4
const LETTERS = 'etaoinshrdlucmwf '
/** How far from the last place they go on, and how often they do. */
const NEAR = 40
const NEAR_SHARE = 0.9
/** Edits in a row in one place, at most. */
const TYPED_MAX = 120
const REMOVED_MAX = 78

const FOLDER = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'weft-bench')
const FILE = join(FOLDER, `manuscript-${EDITION}.bin`)

export interface Manuscript {
  /** What each keystroke was, in order: an update of its own. */
  readonly edits: readonly Uint8Array[]
  /** All of it in one update. */
  readonly state: Uint8Array
}

export function readManuscript(): Manuscript {
  if (!existsSync(FILE)) keep(write())
  const decoder = decoding.createDecoder(readFileSync(FILE))
  const state = decoding.readVarUint8Array(decoder)
  const edits = Array.from({ length: decoding.readVarUint(decoder) }, () =>
    decoding.readVarUint8Array(decoder),
  )
  return { state, edits }
}

function keep({ state, edits }: Manuscript): void {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint8Array(encoder, state)
  encoding.writeVarUint(encoder, edits.length)
  for (const edit of edits) encoding.writeVarUint8Array(encoder, edit)
  mkdirSync(FOLDER, { recursive: true })
  // Another process may want it at the same moment.
  const draft = `${FILE}.${process.pid}`
  writeFileSync(draft, encoding.toUint8Array(encoder))
  renameSync(draft, FILE)
}

function write(): Manuscript {
  const desk = new Desk()
  while (desk.isUnfinished) desk.sit()
  return { state: Y.encodeStateAsUpdate(desk.doc), edits: desk.edits }
}

/** One document that its authors sit down at in turns: an author is the clientID that he writes under. */
class Desk {
  readonly doc = new Y.Doc()
  readonly edits: Uint8Array[] = []
  readonly #text = this.doc.getText(CONTENT)
  readonly #chance = new Chance(SEED)
  #insertions = INSERTIONS
  #deletions = DELETIONS
  #place = 0

  constructor() {
    this.doc.on('update', (update) => this.edits.push(update))
  }

  get isUnfinished(): boolean {
    return this.#insertions + this.#deletions > 0
  }

  /** Somebody, somewhere, for some edits. */
  sit(): void {
    this.doc.clientID = clientOf(this.#chance.below(AUTHORS))
    this.#place = this.#somewhere()
    // As often as both last until the end, each by the length of its runs.
    const [typing, removing] = [this.#insertions / TYPED_MAX, this.#deletions / REMOVED_MAX]
    if (this.#chance.next() * (typing + removing) < typing) this.#type()
    else this.#remove()
  }

  #somewhere(): number {
    const { length } = this.#text
    if (this.#chance.next() >= NEAR_SHARE) return this.#chance.below(length + 1)
    const place = this.#place + this.#chance.below(2 * NEAR + 1) - NEAR
    return Math.min(length, Math.max(0, place))
  }

  #type(): void {
    const run = Math.min(this.#insertions, 1 + this.#chance.below(TYPED_MAX))
    for (let left = run; left > 0; left -= 1, this.#place += 1)
      this.#text.insert(this.#place, LETTERS[this.#chance.below(LETTERS.length)] ?? ' ')
    this.#insertions -= run
  }

  /** Backwards, as with the key. */
  #remove(): void {
    const run = Math.min(this.#deletions, this.#place, 1 + this.#chance.below(REMOVED_MAX))
    for (let left = run; left > 0; left -= 1) {
      this.#place -= 1
      this.#text.delete(this.#place, 1)
    }
    this.#deletions -= run
  }
}
