import { afterEach, describe, expect, it, vi } from 'vitest'
import { hide } from './documents.ts'
import { recentRooms, rememberRoom } from './recent.ts'

const ROOM = { id: 'minutes', title: 'Minutes' }

function answering(answer: () => Response): void {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  })
  vi.stubGlobal('fetch', async () => answer())
  rememberRoom({ roomId: 'minutes', secret: 'way-in', title: 'Minutes', role: 'owner', opened: 1 })
}

describe('taking a document off the list', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('forgets the way in, once the server has heard of it', async () => {
    answering(() => new Response(null, { status: 204 }))
    expect(await hide(ROOM)).toMatchObject({ kind: 'done' })
    expect(recentRooms()).toEqual([])
  })

  it('keeps the way in when the server has not', async () => {
    answering(() => {
      throw new TypeError('no network')
    })
    expect(await hide(ROOM)).toMatchObject({ kind: 'failed' })
    expect(recentRooms()).toMatchObject([{ roomId: 'minutes', secret: 'way-in' }])
  })
})
