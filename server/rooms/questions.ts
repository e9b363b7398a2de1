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
  #appended = 0
  /** All appends up to this one are on disk. */
  #settled = 0
  /** Those whose receipt came before that of one before them; hardly ever any. */
  #early: Set<number> | undefined
  readonly #questions: Question[] = []

  /** Nothing that the peer sent is on its way to the disk. */
  get isSettled(): boolean {
    return this.#settled === this.#appended
  }

  /** Notes an append; the number is for `settled`. */
  appended(): number {
    this.#appended += 1
    return this.#appended
  }

  settled(append: number): void {
    if (append === this.#settled + 1) this.#settled = append
    else this.#early = (this.#early ?? new Set()).add(append)
    while (this.#early?.delete(this.#settled + 1)) this.#settled += 1
  }

  ask(k: number): void {
    if (this.#questions.at(-1)?.after === this.#appended) this.#questions.pop()
    this.#questions.push({ k, after: this.#appended })
  }

  /** The k of those that can be answered now, and are thereby done. */
  takeAnswerable(): number[] {
    if (this.hasGap || this.#questions.length === 0) return []
    const first = this.#questions.findIndex(({ after }) => after > this.#settled)
    const answerable = this.#questions.splice(0, first < 0 ? this.#questions.length : first)
    return answerable.map(({ k }) => k)
  }
}
