/**
 * Clock: every unit test runs on a fake one.
 *
 * Loaded before any test file, because lib0 captures Date.now when it is imported. setImmediate stays
 * real: it is how tests let queued work run without waiting for time.
 */
import { vi } from 'vitest'

vi.useFakeTimers({
  now: new Date('2026-01-01T12:00:00Z'),
  toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
})
