import { describe, expect, it } from 'vitest'
import { routeOf } from './route.ts'

describe('routeOf', () => {
  it.each([
    ['/', '', { page: 'start' }],
    ['/?sign-in=failed', '', { page: 'sign-in', outcome: 'failed' }],
    ['/?sign-in=%2F%2Fevil', '', { page: 'start' }],
    ['/d/abc?sign-in=out', '#secret', { page: 'room', roomId: 'abc', secret: 'secret' }],
    ['/d/abc', '#secret', { page: 'room', roomId: 'abc', secret: 'secret' }],
    ['/d/abc/', '#secret', { page: 'room', roomId: 'abc', secret: 'secret' }],
    ['/d/abc/more', '', { page: 'lost' }],
    ['/d/', '', { page: 'lost' }],
    ['/d/a%20b', '', { page: 'lost' }],
    ['/api', '#createRoom', { page: 'api' }],
    ['/api/rooms', '', { page: 'lost' }],
    ['/x', '', { page: 'lost' }],
  ])('%s%s', (path, hash, route) => {
    expect(routeOf(new URL(path + hash, 'http://weft.example'))).toEqual(route)
  })
})
