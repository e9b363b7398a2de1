import { afterEach, describe, expect, it, vi } from 'vitest'
import { Bucket } from './bucket.ts'
import { Census, Throttle } from './throttle.ts'

afterEach(() => vi.clearAllTimers())

describe('a bucket', () => {
  it('gives a burst at once, and then as much as has come in since', () => {
    const bucket = new Bucket({ rate: 10, burst: 3 }, 0)
    expect([1, 1, 1].map((one) => bucket.take(one, 0))).toEqual([0, 0, 0])
    expect(bucket.take(1, 0)).toBe(100)
    expect(bucket.take(1, 200)).toBe(0)
  })

  it('is overdrawn when twice a burst has been taken', () => {
    const bucket = new Bucket({ rate: 1, burst: 5 }, 0)
    bucket.take(10, 0)
    expect(bucket.isOverdrawn).toBe(false)
    bucket.take(1, 0)
    expect(bucket.isOverdrawn).toBe(true)
  })

  it('takes nothing away when the clock is set back', () => {
    const bucket = new Bucket({ rate: 1, burst: 5 }, 1_000_000)
    bucket.take(2, 400_000)
    expect([bucket.has(3, 400_000), bucket.has(5, 402_000)]).toEqual([true, true])
  })
})

describe('a throttle', () => {
  it('lets each key do its own burst, and refuses what comes too soon', () => {
    const throttle = new Throttle({ rate: 1, burst: 2 })
    for (const key of ['a', 'a', 'b', 'b']) throttle.pass(key, 'knocks')
    expect(() => throttle.pass('a', 'knocks')).toThrow(
      expect.objectContaining({ code: 'too-fast' }),
    )
    vi.advanceTimersByTime(1_000)
    throttle.pass('a', 'knocks')
  })

  it('is not kept shut by those who go on knocking', () => {
    const throttle = new Throttle({ rate: 1, burst: 1 })
    throttle.pass('a', 'knocks')
    for (let i = 0; i < 50; i++) expect(() => throttle.pass('a', 'knocks')).toThrow()
    vi.advanceTimersByTime(1_000)
    throttle.pass('a', 'knocks')
  })

  it('remembers nobody for long: a million addresses do not stay', () => {
    const throttle = new Throttle({ rate: 1, burst: 2 })
    for (let key = 0; key < 50_000; key++) {
      throttle.pass(String(key), 'knocks')
      if (key % 500 === 0) vi.advanceTimersByTime(1_000)
    }
    expect(throttle.size).toBeLessThan(4_000)
  })
})

describe('a census', () => {
  it('counts who is here, each key for itself', () => {
    const census = new Census(2)
    for (const key of ['a', 'a', 'b']) census.enter(key)
    expect(() => census.enter('a')).toThrow(
      expect.objectContaining({ code: 'too-many-connections' }),
    )
    census.leave('a')
    census.enter('a')
    expect(() => census.enter('a')).toThrow()
    expect(census.size).toBe(3)
  })
})
