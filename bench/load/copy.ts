/**
 * Copy: a document as one person was given it, and whether it is all of the original.
 */
import * as Y from 'yjs'
import { CONTENT } from '../../shared/protocol.ts'

export class Copy {
  readonly #doc = new Y.Doc()
  readonly #text = this.#doc.getText(CONTENT)

  take(update: Uint8Array): void {
    Y.applyUpdate(this.#doc, update)
  }

  get characters(): number {
    return this.#text.length
  }

  get text(): string {
    return this.#text.toString()
  }

  /** What is there of one client: the clock that would come next. */
  clockOf(client: number): number {
    return Y.getState(this.#doc.store, client)
  }
}

export class Original {
  readonly #copy = new Copy()
  readonly #text: string
  /** The last update that was all of it: to compare fifty is cheaper than to apply them. */
  #proven: Uint8Array | null = null

  constructor(state: Uint8Array) {
    this.#copy.take(state)
    this.#text = this.#copy.text
  }

  isMatchedBy(copy: Copy): boolean {
    return copy.characters === this.#copy.characters && copy.text === this.#text
  }

  /** Whether nobody needs more than that. */
  isWholeIn(update: Uint8Array): boolean {
    if (this.#proven && Buffer.compare(this.#proven, update) === 0) return true
    const copy = new Copy()
    copy.take(update)
    const isWhole = this.isMatchedBy(copy)
    if (isWhole) this.#proven = update
    return isWhole
  }
}
