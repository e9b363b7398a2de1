/**
 * Ledger: what one typist did, and how much of it the server has said to be saved.
 *
 * Each insertion is a marker of its own, `<ana:123>`, so a text shows which ones it holds. Promises to
 * find in a text every acknowledged edit that is missing, every acknowledged deletion that came back,
 * and every marker that is there twice. Knows no sockets and no documents.
 */

const MARKER = /<[a-z]+:\d+>/g

/** Numbers of a typist's edits, from 0. */
interface Fate {
  readonly inserted: number
  erased: number
}

export class Ledger {
  readonly #name: string
  readonly #fates = new Map<string, Fate>()
  readonly #standing = new Set<string>()
  /** How many edits each open question covers. */
  readonly #questions = new Map<number, number>()
  #edits = 0
  #asked = 0
  #acknowledged = 0

  constructor(name: string) {
    this.#name = name
  }

  get edits(): number {
    return this.#edits
  }

  get acknowledged(): number {
    return this.#acknowledged
  }

  /** The markers that its typist has not erased. */
  get standing(): string[] {
    return [...this.#standing]
  }

  /** A marker to insert now. */
  insert(): string {
    const marker = `<${this.#name}:${this.#edits}>`
    this.#fates.set(marker, { inserted: this.#edits, erased: Number.POSITIVE_INFINITY })
    this.#standing.add(marker)
    this.#edits += 1
    return marker
  }

  /** The marker is erased now. */
  erase(marker: string): void {
    const fate = this.#fates.get(marker)
    if (!fate) throw new Error(`${this.#name} never wrote ${marker}`)
    fate.erased = this.#edits
    this.#standing.delete(marker)
    this.#edits += 1
  }

  /** The number of a question that covers every edit so far. */
  ask(): number {
    this.#asked += 1
    this.#questions.set(this.#asked, this.#edits)
    return this.#asked
  }

  answered(question: number): void {
    const covered = this.#questions.get(question)
    if (covered === undefined) throw new Error(`${this.#name} never asked ${question}`)
    this.#acknowledged = Math.max(this.#acknowledged, covered)
    this.#questions.delete(question)
  }

  /** What is wrong with a text that must hold every acknowledged edit, and may hold the others. */
  faults(text: string): string[] {
    const found = Map.groupBy(text.match(MARKER) ?? [], (marker) => marker)
    return [...this.#fates].flatMap(([marker, fate]) => {
      const fault = this.#judge(fate, found.get(marker)?.length ?? 0)
      return fault ? [`${marker} ${fault}`] : []
    })
  }

  #judge({ inserted, erased }: Fate, count: number): string | null {
    if (count > 1) return `is there ${count} times`
    if (count === 1 && erased < this.#acknowledged)
      return 'came back: its deletion was acknowledged'
    const isOwed = inserted < this.#acknowledged && erased === Number.POSITIVE_INFINITY
    return count === 0 && isOwed ? 'is lost: it was acknowledged' : null
  }
}

/** What is in a text that is no marker: a marker torn apart. */
export function torn(text: string): string {
  return text.replace(MARKER, '')
}
