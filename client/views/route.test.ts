import { describe, expect, it } from 'vitest'
import { routeOf } from './route.ts'

describe('routeOf', () => {
  it.each([
    ['/', '', { page: 'start' }],
    ['/d/abc', '#secret', { page: 'room', roomId: 'abc', secret: 'secret' }],
    ['/d/abc/', '#secret', { page: 'room', roomId: 'abc', secret: 'secret' }],
    ['/d/abc/more', '', { page: 'lost' }],
    ['/d/', '', { page: 'lost' }],
    ['/d/a%20b', '', { page: 'lost' }],
    ['/x', '', { page: 'lost' }],
  ])('%s%s', (pathname, hash, route) => {
    expect(routeOf({ pathname, hash })).toEqual(route)
  })
})
