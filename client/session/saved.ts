/**
 * Saved: asks the server whether all that was written here is on disk, and knows the answer.
 *
 * Promises that `unsaved` is false only when every edit so far is covered by an answer. The question's
 * number is the count of edits it covers, so an answer speaks for itself. One question at a time; a
 * newer one may overtake it, at most every ASK_INTERVAL ms. Knows no sockets and no documents: it is
 * told what happens and sends through the function it is given.
 */

/** The pause, in ms, before a newer question may overtake an unanswered one. */
export const ASK_INTERVAL = 150

export interface SavedHooks {
  /** Puts the question on the socket, after everything that was sent before. */
  readonly ask: (k: number) => void
  /** Called whenever `unsaved` changes. */
  readonly changed: (unsaved: boolean) => void
}

export class Saved {
  readonly #hooks: SavedHooks
  #edits: number
  #answered = 0
  #asked = 0
  #ready = false
  #timer: ReturnType<typeof setTimeout> | null = null

  /** `leftover`: this browser holds edits of an earlier visit that may not have been saved. */
  constructor(hooks: SavedHooks, leftover: boolean) {
    this.#hooks = hooks
    this.#edits = leftover ? 1 : 0
  }

  get unsaved(): boolean {
    return this.#answered < this.#edits
  }

  /** An edit was made here, and handed to the socket if there is one. */
  edited(): void {
    this.#edits += 1
    if (this.#edits - 1 === this.#answered) this.#hooks.changed(true)
    this.#askSoon()
  }

  /** The connection has sent all that this document holds: from now on answers count. */
  synced(): void {
    this.#ready = true
    this.#asked = this.#answered
    this.#askSoon()
  }

  /** What was asked on the lost connection will not be answered. */
  disconnected(): void {
    this.#ready = false
    this.#stopTimer()
  }

  answered(k: number): void {
    if (!this.#ready || k <= this.#answered || k > this.#asked) return
    this.#answered = k
    if (!this.unsaved) this.#hooks.changed(false)
    this.#stopTimer()
    this.#askSoon()
  }

  destroy(): void {
    this.disconnected()
  }

  /** At once when no question is out, else when the one that is out has had its time. */
  #askSoon(): void {
    if (!this.#ready || this.#asked >= this.#edits || this.#timer !== null) return
    this.#asked = this.#edits
    this.#hooks.ask(this.#asked)
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#askSoon()
    }, ASK_INTERVAL)
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
