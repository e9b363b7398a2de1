/**
 * Stranger: a raw socket that says whatever it is given and waits to be answered or thrown out.
 *
 * Whoever is answered by neither stays for a while, as an attacker would, and is then replaced: so many
 * are there at the same time and no more.
 */
import { connect, type Socket } from 'node:net'
import type { Tally } from '../figures.ts'

const STAYING = 48
const CLOSE = 0x88
const DONE = '\r\n\r\n'

export class Strangers {
  readonly #port: number
  readonly #outcomes: Tally
  readonly #staying = new Set<Socket>()

  /** `outcomes`: `kind code`, with the HTTP status or the close code, or how else it ended. */
  constructor(port: number, outcomes: Tally) {
    this.#port = port
    this.#outcomes = outcomes
  }

  /** Says `request` and, when that has been answered by a 101, `after`. Returns when all is sent. */
  async say(kind: string, request: string, after?: Uint8Array): Promise<void> {
    const socket = connect(this.#port, '127.0.0.1')
    this.#stay(socket)
    const answer = new Answer()
    const sent = Promise.withResolvers<void>()
    // It is followed by a close.
    socket.on('error', () => undefined)
    socket.on('data', (data: Buffer) => {
      answer.read(data)
      if (answer.status === 101 && after) socket.write(after, () => sent.resolve())
      if (answer.isOver || (answer.status && !after)) socket.destroy()
    })
    socket.once('close', () => {
      this.#staying.delete(socket)
      this.#outcomes.add(`${kind} ${answer.code ?? answer.status ?? 'cut'}`)
      sent.resolve()
    })
    socket.write(request, 'latin1', () => after ?? sent.resolve())
    await sent.promise
  }

  #stay(socket: Socket): void {
    this.#staying.add(socket)
    if (this.#staying.size <= STAYING) return
    const [eldest] = this.#staying
    eldest?.destroy()
  }

  leave(): void {
    for (const socket of this.#staying) socket.destroy()
  }
}

/** What came back: a status line, and later perhaps a close frame. */
class Answer {
  status: number | undefined
  code: number | undefined
  #bytes = Buffer.alloc(0)

  get isOver(): boolean {
    return this.code !== undefined || (this.status !== undefined && this.status !== 101)
  }

  read(data: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, data])
    if (this.status === undefined) this.#readStatus()
    if (this.status === 101) this.#readFrames()
  }

  #readStatus(): void {
    const end = this.#bytes.indexOf(DONE)
    if (end < 0) return
    this.status = Number(/^HTTP\/1\.1 (\d{3})/.exec(this.#bytes.toString('latin1'))?.[1] ?? 0)
    this.#bytes = this.#bytes.subarray(end + DONE.length)
  }

  #readFrames(): void {
    for (let size = sizeOf(this.#bytes); size <= this.#bytes.length; size = sizeOf(this.#bytes)) {
      if (this.#bytes[0] === CLOSE) this.code ??= size < 4 ? 1005 : this.#bytes.readUInt16BE(2)
      this.#bytes = this.#bytes.subarray(size)
    }
  }
}

/** Of the first frame, which the server does not mask; more than there is when it is not whole. */
function sizeOf(bytes: Buffer): number {
  const length = (bytes[1] ?? 0) & 0x7f
  const header = length === 127 ? 10 : length === 126 ? 4 : 2
  if (bytes.length < header) return Number.POSITIVE_INFINITY
  if (length === 127) return header + Number(bytes.readBigUInt64BE(2))
  return header + (length === 126 ? bytes.readUInt16BE(2) : length)
}
