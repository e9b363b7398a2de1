import { signal } from '@preact/signals'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Role } from '../../shared/protocol.ts'
import { GRACE } from './status.ts'
import { watchStatus } from './status-watch.ts'

function make() {
  const from = {
    connected: signal(true),
    synced: signal(true),
    everSynced: signal(true),
    unsaved: signal(false),
    failing: signal(false),
    damaged: signal(false),
    refusal: signal<ErrorCode | null>(null),
    role: signal<Role | null>('editor'),
  }
  return { from, ...watchStatus(from) }
}

describe('watchStatus', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('says nothing of a blip, and names what lasts', () => {
    const { from, status } = make()
    from.synced.value = false
    from.connected.value = false
    vi.advanceTimersByTime(GRACE - 1)
    expect(status.value).toBe('saved')
    vi.advanceTimersByTime(1)
    expect(status.value).toBe('offline')
    from.synced.value = true
    expect(status.value).toBe('saved')
  })

  it('says "saving" at once, and "saved" a moment late', () => {
    const { from, status } = make()
    from.unsaved.value = true
    expect(status.value).toBe('saving')
    from.unsaved.value = false
    expect(status.value).toBe('saving')
    vi.advanceTimersByTime(300)
    expect(status.value).toBe('saved')
  })

  it('leaves no timer behind', () => {
    const { from, stop } = make()
    from.synced.value = false
    from.unsaved.value = true
    from.unsaved.value = false
    stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})
