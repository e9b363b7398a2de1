import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Presence } from '../../shared/protocol.ts'
import { AWAY, createPresence, HIDDEN, IDLE, mostPresent, presenceOf } from './presence.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function tab() {
  const told: Presence[] = []
  return { told, ...createPresence((each) => told.push(each)) }
}

it('tells once of each state that a person comes to', () => {
  const { told, acted } = tab()
  vi.advanceTimersByTime(IDLE - 1)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1)
  expect(told).toEqual(['idle'])
  vi.advanceTimersByTime(10 * AWAY)
  expect(told).toEqual(['idle', 'away'])
  acted()
  acted()
  expect(told).toEqual(['idle', 'away', 'here'])
})

it('tells nothing, and has one timer, while somebody types', () => {
  const { told, acted } = tab()
  for (let key = 0; key < 10_000; key++) {
    vi.advanceTimersByTime(100)
    acted()
  }
  expect(told).toEqual([])
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(IDLE)
  expect(told).toEqual(['idle'])
})

it('takes a hidden tab for away, but not one that is hidden for a moment', () => {
  const { told, turned } = tab()
  for (let turn = 0; turn < 20; turn++) {
    turned(turn % 2 === 0)
    vi.advanceTimersByTime(HIDDEN - 1)
  }
  expect(told).toEqual([])
  turned(true)
  vi.advanceTimersByTime(HIDDEN)
  expect(told).toEqual(['away'])
  turned(false)
  expect(told).toEqual(['away', 'here'])
})

it('is over when it is ended', () => {
  const { told, destroy } = tab()
  destroy()
  vi.advanceTimersByTime(10 * AWAY)
  expect(told).toEqual([])
})

it('survives whatever others send, and takes the most present of several tabs', () => {
  expect(['idle', 'gone', 7, null, undefined, {}].map(presenceOf)).toEqual([
    'idle',
    'here',
    'here',
    'here',
    'here',
    'here',
  ])
  expect(mostPresent(['away', 'idle'])).toBe('idle')
  expect(mostPresent(['away', 'here', 'idle'])).toBe('here')
})
