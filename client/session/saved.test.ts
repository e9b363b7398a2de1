import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ASK_INTERVAL, Saved } from './saved.ts'

function make(leftover = false) {
  const asked: number[] = []
  const told: boolean[] = []
  const saved = new Saved({ ask: (k) => asked.push(k), changed: (is) => told.push(is) }, leftover)
  return { saved, asked, told }
}

describe('Saved', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('asks at once after an edit and is saved when answered', () => {
    const { saved, asked, told } = make()
    saved.synced()
    expect(asked).toEqual([])
    saved.edited()
    expect([asked, saved.unsaved]).toEqual([[1], true])
    saved.answered(1)
    expect([saved.unsaved, told]).toEqual([false, [true, false]])
  })

  it('asks again when the answer does not cover the newest edit', () => {
    const { saved, asked } = make()
    saved.synced()
    saved.edited()
    saved.edited()
    saved.edited()
    expect(asked).toEqual([1])
    saved.answered(1)
    expect([saved.unsaved, asked]).toEqual([true, [1, 3]])
    saved.answered(3)
    expect(saved.unsaved).toBe(false)
  })

  it('overtakes an unanswered question, but not sooner than ASK_INTERVAL', () => {
    const { saved, asked } = make()
    saved.synced()
    saved.edited()
    vi.advanceTimersByTime(ASK_INTERVAL - 1)
    saved.edited()
    expect(asked).toEqual([1])
    vi.advanceTimersByTime(1)
    expect(asked).toEqual([1, 2])
    saved.answered(2)
    expect(saved.unsaved).toBe(false)
  })

  it('does not repeat a question while nothing new is written', () => {
    const { saved, asked } = make()
    saved.synced()
    saved.edited()
    vi.advanceTimersByTime(60_000)
    expect([asked, saved.unsaved]).toEqual([[1], true])
  })

  it('does not ask before everything was sent, and asks for all of it then', () => {
    const { saved, asked } = make()
    saved.edited()
    saved.edited()
    expect(asked).toEqual([])
    saved.synced()
    expect(asked).toEqual([2])
  })

  it('asks anew on the next connection, and takes no answer in between', () => {
    const { saved, asked } = make()
    saved.synced()
    saved.edited()
    saved.disconnected()
    saved.answered(1)
    expect(saved.unsaved).toBe(true)
    saved.synced()
    expect(asked).toEqual([1, 1])
    saved.answered(1)
    expect(saved.unsaved).toBe(false)
  })

  it('starts unsaved with what an earlier visit left behind', () => {
    const { saved, asked } = make(true)
    expect(saved.unsaved).toBe(true)
    saved.synced()
    expect(asked).toEqual([1])
    saved.answered(1)
    expect(saved.unsaved).toBe(false)
  })

  it('believes no answer to a question that it did not ask', () => {
    const { saved } = make()
    saved.synced()
    saved.edited()
    saved.answered(7)
    expect(saved.unsaved).toBe(true)
  })

  it('leaves no timer behind', () => {
    const { saved } = make()
    saved.synced()
    saved.edited()
    saved.destroy()
    expect(vi.getTimerCount()).toBe(0)
  })
})
