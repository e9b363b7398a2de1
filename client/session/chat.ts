/**
 * Chat: what was said in this room, what is on its way, and how much of it has not been read.
 *
 * Promises that what somebody says here stays until it has come back from the server, which it does only
 * once it is on disk: until then it is said again, by the same key, so that it is there once. Draws
 * nothing, and knows no sockets.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { cleanRemark, REMARKS_SHOWN, type Remark, type Say } from '../../shared/remarks.ts'
import { encodeSecret } from '../../shared/secrets.ts'
import { recall, remember } from './memory.ts'

/** In ms: after that, what has not come back is said again. */
export const SAY_AGAIN = 10_000

export interface ChatHooks {
  readonly open: () => void
  readonly say: (say: Say) => void
  /** Whether the server would take it now. */
  readonly maySay: () => boolean
  /** This person's id, once it is known. */
  readonly me: () => string | undefined
}

export interface Chat {
  /** In their order. */
  readonly remarks: ReadonlySignal<readonly Remark[]>
  /** Said here, and not yet known to be on disk. */
  readonly waiting: ReadonlySignal<readonly Say[]>
  /** Those of others that have come since it was last `seen`. */
  readonly news: ReadonlySignal<readonly Remark[]>
  /** How many those are. */
  readonly unread: ReadonlySignal<number>
  readonly isOwn: (remark: Remark) => boolean
  /** `place`: '' or one that editor/places.ts gave. */
  readonly say: (text: string, place: string) => void
  /** All that has come is read. */
  readonly seen: () => void
}

export interface ChatLine extends Chat {
  readonly synced: () => void
  readonly received: (remarks: readonly Remark[]) => void
  readonly destroy: () => void
}

const makeKey = (): string => encodeSecret(crypto.getRandomValues(new Uint8Array(16)))

export function createChat(roomId: string, hooks: ChatHooks): ChatLine {
  const remarks = signal<readonly Remark[]>([])
  const waiting = signal<readonly Say[]>([])
  const known = recall(`read:${roomId}`)
  const read = signal(typeof known === 'number' ? known : 0)
  const isOwn = ({ user }: Remark) => user === hooks.me()
  const sayAgain = () => {
    if (hooks.maySay()) for (const each of waiting.peek()) hooks.say(each)
  }
  const timer = setInterval(sayAgain, SAY_AGAIN)
  const news = computed(() => remarks.value.filter((each) => each.seq > read.value && !isOwn(each)))
  return {
    ...{ remarks, waiting, news, isOwn },
    unread: computed(() => news.value.length),
    say: (text, place) => {
      const said = { key: makeKey(), text: cleanRemark(text), place }
      if (said.text === '') return
      waiting.value = [...waiting.peek(), said]
      if (hooks.maySay()) hooks.say(said)
    },
    seen: () => {
      const last = remarks.peek().at(-1)?.seq ?? 0
      if (last <= read.peek()) return
      read.value = last
      remember(`read:${roomId}`, last)
    },
    synced: () => {
      hooks.open()
      sayAgain()
    },
    received: (news) => {
      const all = new Map([...remarks.peek(), ...news].map((each) => [each.seq, each]))
      remarks.value = [...all.values()].sort((a, b) => a.seq - b.seq).slice(-5 * REMARKS_SHOWN)
      const keys = new Set(news.map(({ key }) => key))
      waiting.value = waiting.peek().filter(({ key }) => !keys.has(key))
    },
    destroy: () => clearInterval(timer),
  }
}
