/**
 * Requests: what a stranger may say instead of a proper request to upgrade; and what somebody who may write
 * may send as a picture.
 *
 * Text for a raw socket. `properRequest` is the one from which raw sockets that break frames begin.
 */
import type { Chance } from '../../server/testing/chance.ts'

export interface Door {
  readonly room: string
  readonly token: string
}

interface Request {
  readonly method?: string
  readonly path: string
  readonly protocol?: string
  /** Undefined leaves a header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
}

const NAMES = [
  '..',
  '../..',
  '%2e%2e%2f',
  '%00',
  '\u0000',
  'a/b',
  'a\\b',
  'a b',
  "' OR 1=1 --",
  '"><script>',
  '💥',
  'é',
  '%F0%9F%92%A5',
  '%',
  '%zz',
  '*',
  '.',
  '~root',
  'CON',
  'constructor',
  '__proto__',
  'x'.repeat(65),
  'x'.repeat(4_000),
  '?token=x',
  '#',
  ';',
  '&',
  '$(id)',
  '{{7*7}}',
] as const

const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
const PROPER = {
  Host: '127.0.0.1',
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': KEY,
}

function write({ method = 'GET', path, protocol = 'HTTP/1.1', headers = {} }: Request): string {
  const lines = Object.entries({ ...PROPER, ...headers })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} ${protocol}\r\n${lines.join('')}\r\n`
}

const PNG = '\x89PNG\r\n\x1a\n'
const BODIES = [
  '',
  'no picture',
  '<svg xmlns="http://www.w3.org/2000/svg" onload="pwned=1"/>',
  PNG,
  `${PNG}\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff`,
  'GIF89a/*<script>pwned=1</script>*/',
  'RIFF\xff\xff\xff\xffWEBP',
  '\0\0\0\x1cftypavif',
  `\xff\xd8\xff${'x'.repeat(100_000)}`,
  '\xff\xfe\0\0',
] as const

/** To be added as a picture. `headers` take the place of the proper ones. */
function picture(
  { room, token }: Door,
  body: string,
  headers: Request['headers'] = {},
  name = 'attachments',
): string {
  const own = {
    ...{ Connection: 'close', Upgrade: undefined, Authorization: `Bearer ${token}` },
    ...{ 'Content-Type': 'image/png', 'Content-Length': `${body.length}` },
  }
  const path = `/api/rooms/${room}/${name}`
  return write({ method: 'POST', path, headers: { ...own, ...headers } }) + body
}

const at = ({ room, token }: Door) => `/ws/${room}?token=${token}`

const CASES = {
  name: (chance, { token }) => write({ path: `/ws/${chance.pick(NAMES)}?token=${token}` }),
  path: (chance) =>
    write({ path: chance.pick(['/', '/ws', '/ws/', '//', '*', 'ws', '/api/rooms', '/healthz']) }),
  'long-path': (chance, door) => write({ path: `${at(door)}&${'x'.repeat(chance.below(40_000))}` }),
  'long-header': (chance, door) =>
    write({ path: at(door), headers: { 'X-Long': 'x'.repeat(chance.below(40_000)) } }),
  'line-break': (_, { room, token }) => write({ path: `/ws/${room}\r\nX-Split: 1?token=${token}` }),
  version: (chance, door) =>
    write({
      path: at(door),
      headers: { 'Sec-WebSocket-Version': chance.pick(['8', '0', '-1', '14', 'x', '']) },
    }),
  key: (chance, door) =>
    write({
      path: at(door),
      headers: { 'Sec-WebSocket-Key': chance.pick(['', 'x', `${KEY}${KEY}`]) },
    }),
  keyless: (_, door) => write({ path: at(door), headers: { 'Sec-WebSocket-Key': undefined } }),
  upgrade: (chance, door) =>
    write({ path: at(door), headers: { Upgrade: chance.pick(['', 'h2c', 'websocket, foo']) } }),
  method: (chance, door) =>
    write({ method: chance.pick(['POST', 'PUT', 'CONNECT', 'get', 'TRACE']), path: at(door) }),
  protocol: (chance, door) =>
    write({ path: at(door), protocol: chance.pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9', 'FTP']) }),
  origin: (chance, door) =>
    write({
      path: at(door),
      headers: { Origin: chance.pick(['https://evil.example', 'null', 'x', 'http://127.0.0.1.x']) },
    }),
  subprotocols: (chance, door) =>
    write({
      path: at(door),
      headers: {
        'Sec-WebSocket-Protocol': chance.pick(['', ',', 'a,,b', 'auth.', 'x x', 'auth.a, auth.b']),
      },
    }),
  extensions: (chance, door) =>
    write({
      path: at(door),
      headers: {
        'Sec-WebSocket-Extensions': chance.pick([';', 'permessage-deflate; x=', 'a;b="', '=']),
      },
    }),
  'token-long': (_, { room }) =>
    write({
      path: `/ws/${room}`,
      headers: { 'Sec-WebSocket-Protocol': `weft.v1, auth.${'A'.repeat(65_536)}` },
    }),
  token: (chance, { room, token }) =>
    write({
      path: `/ws/${room}?token=${chance.pick(['', 'a.b.c', '%', token.slice(0, -1), `${token}.x`, '💥'])}`,
    }),
  half: (chance, door) => {
    const whole = write({ path: at(door) })
    return whole.slice(0, chance.below(whole.length))
  },
  // Frames that come before the answer may not be lost, and not read by anyone else.
  early: (_, door) => `${write({ path: at(door) })}\u0082\u0081aaaa${'b'.repeat(9)}`,
  chunked: (_, door) =>
    `${write({ method: 'POST', path: at(door), headers: { 'Transfer-Encoding': 'chunked' } })}zz\r\n`,
  picture: (chance, door) => picture(door, chance.pick(BODIES)),
  'picture-kind': (chance, door) =>
    picture(door, chance.pick(BODIES), {
      'Content-Type': chance.pick([
        ...['text/html', 'image/svg+xml', 'application/json', 'x', ''],
        ...['multipart/form-data; boundary=x', `image/${'x'.repeat(8_000)}`],
      ]),
    }),
  'picture-length': (chance, door) =>
    picture(door, chance.pick(BODIES), {
      'Content-Length': chance.pick(['0', '1', '99999999999', '-1', '1e3', '0x10', '5, 6', '']),
    }),
  'picture-compressed': (chance, door) =>
    picture(door, chance.pick(BODIES), {
      'Content-Encoding': chance.pick(['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip', 'x']),
    }),
  'picture-chunks': (chance, door) => {
    const headers = { 'Transfer-Encoding': 'chunked', 'Content-Length': undefined }
    return picture(
      door,
      chance.pick(['0\r\n\r\n', 'zz\r\n', 'fffffffff\r\nx', `8\r\n${PNG}\r\n`, '1;a=b\r\nx']),
      headers,
    )
  },
  'picture-two-lengths': (_, door) =>
    picture(door, PNG, { 'Transfer-Encoding': 'chunked', 'Content-Length': '8' }),
  'picture-stranger': (chance, door) =>
    picture(door, PNG, {
      Authorization: chance.pick(['', 'Bearer', 'Bearer a.b.c', 'Basic eDp5', 'Bearer 💥']),
    }),
  'picture-name': (chance, door) => picture(door, PNG, {}, `attachments/${chance.pick(NAMES)}`),
  'picture-asked': (chance, { room }) =>
    write({
      path: `/api/rooms/${room}/attachments/${chance.pick(NAMES)}`,
      headers: {
        ...{ Connection: 'close', Upgrade: undefined },
        Range: chance.pick(['bytes=0-', 'bytes=-1', 'bytes=9-1', 'bytes=0-0,1-1,2-2', 'x']),
      },
    }),
} as const satisfies Record<string, (chance: Chance, door: Door) => string>

export type RequestName = keyof typeof CASES
export const REQUESTS = Object.keys(CASES) as readonly RequestName[]

export const request = (name: RequestName, chance: Chance, door: Door): string =>
  CASES[name](chance, door)

export const properRequest = (door: Door): string => write({ path: at(door) })
