/**
 * Picture: what kind of picture bytes are, told by their beginning alone.
 *
 * Nobody's word is taken for it: what is stored is sent as what it is. SVG is none of them: it is a page,
 * with scripts.
 */
import { WeftError } from '../../shared/errors.ts'

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to))

const KINDS: Readonly<Record<string, (bytes: Uint8Array) => boolean>> = {
  'image/png': (bytes) => ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n',
  'image/jpeg': (bytes) => ascii(bytes, 0, 3) === '\xff\xd8\xff',
  'image/gif': (bytes) => /^GIF8[79]a$/.test(ascii(bytes, 0, 6)),
  'image/webp': (bytes) => ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP',
  'image/avif': (bytes) => /^ftypavi[fs]$/.test(ascii(bytes, 4, 12)),
}

/** Its media type. Throws `kind-refused`. */
export function pictureTypeOf(bytes: Uint8Array): string {
  const found = Object.entries(KINDS).find(([, is]) => is(bytes))
  if (found) return found[0]
  throw new WeftError('kind-refused', `${bytes.byteLength} bytes that are no picture`)
}
