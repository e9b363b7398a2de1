/**
 * Material: what an honest client would say, as bytes for the mutator.
 *
 * An Author is a document of its own that nobody else sees; each call edits it as an editor would and
 * gives the frame that a stock client would send. Its edits are whole and in order, so the server takes
 * them until one was lost on the way: then whoever holds it begins with a new one.
 */
import * as awareness from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Chance } from '../../server/testing/chance.ts'
import {
  awarenessFrame,
  CONTENT,
  META,
  MessageType,
  SyncType,
  savedFrame,
  syncFrame,
} from '../../shared/protocol.ts'

const WORDS = [
  'warp ',
  'weft\n',
  'ä€',
  '👋🏽',
  'x',
  '**bold** ',
  'a longer piece of text to split ',
] as const
const ACTS = {
  insert: 8,
  erase: 3,
  format: 2,
  embed: 1,
  title: 2,
  unset: 1,
  nest: 1,
  list: 1,
  whole: 1,
  step1: 1,
  awareness: 2,
  query: 1,
  saved: 1,
} as const
type Act = keyof typeof ACTS

/** Past this its edits would be about finding their place. */
const LENGTH_MAX = 400

export class Author {
  readonly doc = new Y.Doc()
  readonly #text = this.doc.getText(CONTENT)
  readonly #meta = this.doc.getMap(META)
  readonly #awareness = new awareness.Awareness(this.doc)
  #questions = 0

  constructor(chance: Chance) {
    this.doc.clientID = 1 + chance.below(2 ** 32 - 1)
    this.#awareness.clientID = this.doc.clientID
    // Its timer would keep this process alive.
    clearInterval(this.#awareness._checkInterval)
  }

  get length(): number {
    return Y.getState(this.doc.store, this.doc.clientID)
  }

  /** The next thing that it says. */
  frame(chance: Chance): Uint8Array {
    const act = chance.weighted(ACTS)
    if (act === 'step1') return syncFrame(SyncType.step1, Y.encodeStateVector(this.doc))
    if (act === 'whole') return syncFrame(SyncType.step2, Y.encodeStateAsUpdate(this.doc))
    if (act === 'query') return Uint8Array.of(MessageType.queryAwareness)
    if (act === 'saved') return savedFrame(++this.#questions)
    if (act === 'awareness') return awarenessFrame(this.#announce(chance))
    return syncFrame(SyncType.update, this.edit(chance, act))
  }

  /** The update that an edit amounts to; an empty one when there is nothing to erase or format. */
  edit(chance: Chance, act: Act = 'insert'): Uint8Array {
    let update = Uint8Array.of(0, 0)
    const keep = (bytes: Uint8Array) => {
      update = Uint8Array.from(bytes)
    }
    this.doc.once('update', keep)
    this.doc.transact(() => this.#act(chance, act))
    this.doc.off('update', keep)
    return update
  }

  #act(chance: Chance, act: Act): void {
    const { length } = this.#text
    const at = chance.below(length + 1)
    const span = Math.min(length - at, 1 + chance.below(6))
    if (act === 'erase') this.#text.delete(at, span)
    else if (act === 'format') this.#text.format(at, span, { bold: chance.pick([true, null]) })
    else if (act === 'embed') this.#text.insertEmbed(at, { image: chance.pick(WORDS) })
    else if (act === 'title') this.#meta.set('title', chance.pick(WORDS))
    else if (act === 'unset') this.#meta.delete('title')
    else if (act === 'nest') this.#meta.set('nested', new Y.Map([['inner', new Y.Text('deep')]]))
    else if (act === 'list') this.doc.getArray('list').push([1, null, { a: [1.5] }])
    else if (length < LENGTH_MAX) this.#text.insert(at, chance.pick(WORDS))
    else this.#text.delete(0, length)
  }

  #announce(chance: Chance): Uint8Array {
    const anchor = Y.createRelativePositionFromTypeIndex(this.#text, chance.below(8))
    this.#awareness.setLocalState({ cursor: { anchor, head: anchor } })
    return awareness.encodeAwarenessUpdate(this.#awareness, [this.doc.clientID])
  }
}
