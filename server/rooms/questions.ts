/**
 * Questions: which of a peer's saved questions can be answered.
 *
 * Promises that one is answered only when every append that came before it is on disk, in whatever
 * order receipts come. Of several with no append between them only the last is kept: it covers the
 * others, and what waits stays bounded by the appends that wait.
 */
interface Question {
  readonly k: number
  readonly after: number
}

export class Questions {
  /** Something that the peer sent was dropped and has to come again: what it sent is not all in the log. */
  hasGap = false
  readonly #outstanding = new Set<number>()
  readonly #questions: Question[] = []
  #appends = 0

  /** Notes an append; the number is for `settled`. */
  appended(): number {
    this.#appends += 1
    this.#outstanding.add(this.#appends)
    return this.#appends
  }

  settled(append: number): void {
    this.#outstanding.delete(append)
  }

  ask(k: number): void {
    if (this.#questions.at(-1)?.after === this.#appends) this.#questions.pop()
    this.#questions.push({ k, after: this.#appends })
  }

  /** The k of those that can be answered now, and are thereby done. */
  takeAnswerable(): number[] {
    if (this.hasGap) return []
    const [oldest = Number.POSITIVE_INFINITY] = this.#outstanding
    const first = this.#questions.findIndex(({ after }) => after >= oldest)
    const answerable = this.#questions.splice(0, first < 0 ? this.#questions.length : first)
    return answerable.map(({ k }) => k)
  }
}
