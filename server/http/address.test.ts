import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { addressOf } from './address.ts'

const seen = (remoteAddress: string, hops: number, forwarded?: string, others = {}) =>
  addressOf(
    {
      socket: { remoteAddress },
      headers: { ...(forwarded && { 'x-forwarded-for': forwarded }), ...others },
    } as unknown as IncomingMessage,
    hops,
  )

describe('T23: the address of a client', () => {
  it('is the socket’s own, whatever the headers claim, while no proxy is trusted', () => {
    const others = {
      'cf-connecting-ip': '9.9.9.9',
      'x-real-ip': '9.9.9.9',
      forwarded: 'for=9.9.9.9',
    }
    expect(seen('1.2.3.4', 0, '9.9.9.9, 8.8.8.8', others)).toBe('1.2.3.4')
  })

  it('is what the last trusted proxy has seen, not what stands to the left of it', () => {
    expect(seen('10.0.0.1', 1, '9.9.9.9, 5.6.7.8')).toBe('5.6.7.8')
    expect(seen('10.0.0.1', 2, 'forged, 5.6.7.8, 10.0.0.2')).toBe('5.6.7.8')
  })

  it('is the furthest there is when fewer proxies spoke than are trusted', () => {
    expect(seen('10.0.0.1', 3, '5.6.7.8')).toBe('5.6.7.8')
    expect(seen('10.0.0.1', 1)).toBe('10.0.0.1')
  })

  it.each([
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s counts as %s', (address, network) => expect(seen(address, 0)).toBe(network))
})
