/**
 * RedisWire: two connections to Redis, one that publishes and one that subscribes, which live and end together.
 *
 * Nothing is mended here: whatever goes wrong with either ends both, and `lost` says why; what was under way is
 * gone. So there is one state in which notes go through, and whoever opens the next wire knows that it is
 * another one. Promises that no error names the password. Sharded channels: Redis 7 or newer.
 */
import { createClient } from 'redis'

/** For both connections, from nothing to being let in. */
const OPEN_MS = 5_000
/** Characters that Redis has not taken yet, beyond which it is not worth waiting for. */
const UNSENT_MAX = 32 * 1024 * 1024

export type Hear = (channel: string, text: string) => void

const newClient = (url: string) =>
  createClient({
    url,
    name: 'weft',
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    // It would be a timer for each note; a Redis that does not answer is noticed by the beats.
    commandOptions: { timeout: 0 },
    socket: { reconnectStrategy: false },
  })

/** Throws one sentence if it is no address of a Redis: `redis[s]://[[user]:password@]host[:port][/number]`. */
export function expectAddress(url: string): void {
  try {
    newClient(url).destroy()
  } catch (error) {
    // Its own properties may hold the address, and with it the password.
    throw new Error(`this is no address of a Redis: ${(error as Error).message}`)
  }
}

export class RedisWire {
  /** Rejects when it has ended, with the reason. */
  readonly lost: Promise<never>
  readonly #hear: (text: string, channel: string) => void
  readonly #publisher: ReturnType<typeof newClient>
  readonly #subscriber: ReturnType<typeof newClient>
  readonly #end = Promise.withResolvers<never>()
  #unsent = 0
  #hasEnded = false

  private constructor(url: string, hear: Hear) {
    this.#hear = (text, channel) => hear(channel, text)
    this.#publisher = newClient(url)
    this.#subscriber = newClient(url)
    this.lost = this.#end.promise
    this.lost.catch(() => undefined)
    for (const client of this.#clients) client.on('error', (error) => this.end(error))
  }

  get #clients() {
    return [this.#publisher, this.#subscriber]
  }

  /** Throws why it could not be opened. */
  static async open(url: string, hear: Hear, signal: AbortSignal): Promise<RedisWire> {
    const wire = new RedisWire(url, hear)
    const stop = () => wire.end(new Error(`it did not answer within ${OPEN_MS / 1_000} s`))
    const timer = setTimeout(stop, OPEN_MS)
    signal.addEventListener('abort', stop)
    try {
      await Promise.race([wire.#connect(), wire.lost])
      return wire
    } catch (error) {
      wire.end(error)
      throw error
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    }
  }

  async #connect(): Promise<void> {
    await Promise.all(
      this.#clients.map(async (client) => {
        await client.connect()
        // Destroyed while it connected, the library connects it all the same.
        if (this.#hasEnded) client.destroy()
      }),
    )
  }

  /** Sent with all else that is published in this turn; resolves when Redis has it, or the wire has ended. */
  async publish(channel: string, text: string): Promise<void> {
    this.#unsent += text.length
    if (this.#unsent > UNSENT_MAX) this.end(new Error('it takes notes too slowly'))
    await this.#attempt(this.#publisher.sPublish(channel, text))
    this.#unsent -= text.length
  }

  /** Resolves with whether they are heard from now on; if not, the wire has ended. */
  subscribe(channels: readonly string[]): Promise<boolean> {
    return this.#attempt(this.#subscriber.sSubscribe([...channels], this.#hear))
  }

  unsubscribe(channel: string): void {
    // Without the listener, the library forgets one that comes meanwhile.
    void this.#attempt(this.#subscriber.sUnsubscribe(channel, this.#hear))
  }

  async #attempt(call: Promise<unknown>): Promise<boolean> {
    try {
      await call
      return true
    } catch (error) {
      this.end(error)
      return false
    }
  }

  end(reason: unknown): void {
    this.#hasEnded = true
    this.#end.reject(reason)
    for (const client of this.#clients) client.destroy()
  }
}
