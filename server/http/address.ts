/**
 * Address: which client a request comes from, as far as it can be believed.
 *
 * Each of the `hops` trusted proxies in front has added, at the right end of X-Forwarded-For, the
 * address that it saw; what stands to the left of those, anybody may have written. No other header is
 * looked at.
 */
import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'

export function addressOf({ socket, headers }: IncomingMessage, hops: number): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',')
  const claimed = forwarded.map((each) => each.trim()).filter((each) => each !== '')
  const path = [...claimed, socket.remoteAddress ?? 'unknown']
  return network(path.at(-1 - Math.min(hops, path.length - 1)) ?? 'unknown')
}

/** A household or an office has a whole IPv6 /64: every address in it is one client. */
function network(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  if (mapped) return mapped
  if (!isIPv6(address)) return address
  const [left = '', right] = address.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right ? right.split(':') : []
  const zeros =
    right === undefined ? [] : Array(Math.max(0, 8 - head.length - tail.length)).fill('0')
  const groups = [...head, ...zeros, ...tail].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
