import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Remark, Say } from '../../shared/remarks.ts'
import { createChat, SAY_AGAIN } from './chat.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function scene() {
  const sent: Say[] = []
  let isOpen = true
  const chat = createChat(`room-${Math.random()}`, {
    open: () => undefined,
    say: (say) => sent.push(say),
    maySay: () => isOpen,
    me: () => 'ana',
  })
  const setOpen = (value: boolean) => {
    isOpen = value
  }
  return { chat, sent, setOpen }
}

const remark = (seq: number, user = 'ben', key = `k${seq}`): Remark => ({
  ...{ seq, user, name: user, key, text: `remark ${seq}`, place: '', time: seq },
})

describe('the chat', () => {
  it('says again, with the same key, what has not come back', () => {
    const { chat, sent } = scene()
    chat.say('  Hello\r\nthere ', '')
    vi.advanceTimersByTime(SAY_AGAIN)
    expect(sent.map(({ text }) => text)).toEqual(['Hello\nthere', 'Hello\nthere'])
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1)
    chat.received([remark(1, 'ana', sent[0]?.key)])
    expect(chat.waiting.value).toEqual([])
    vi.advanceTimersByTime(SAY_AGAIN)
    expect(sent).toHaveLength(2)
    chat.destroy()
  })

  it('keeps what cannot be said now until it can', () => {
    const { chat, sent, setOpen } = scene()
    setOpen(false)
    chat.say('Later', '')
    expect([sent.length, chat.waiting.value.length]).toEqual([0, 1])
    setOpen(true)
    chat.synced()
    expect(sent).toHaveLength(1)
    chat.destroy()
  })

  it('puts in order what comes in none, each once, and counts what others said', () => {
    const { chat } = scene()
    chat.received([remark(3)])
    chat.received([remark(1), remark(2, 'ana'), remark(3)])
    expect(chat.remarks.value.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(chat.unread.value).toBe(2)
    chat.seen()
    expect(chat.unread.value).toBe(0)
    chat.received([remark(4)])
    expect(chat.unread.value).toBe(1)
    chat.destroy()
  })

  it('says nothing where there is nothing to say', () => {
    const { chat, sent } = scene()
    chat.say(' \n ', '')
    expect([sent.length, chat.waiting.value.length]).toEqual([0, 0])
    chat.destroy()
  })
})
