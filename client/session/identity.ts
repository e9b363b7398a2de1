/**
 * Identity: who this browser is.
 *
 * Promises one guest secret per browser, made at the first visit and kept, so that all its tabs and
 * visits are one person; and a name that is never empty. Where nothing can be kept, each page is a
 * new person. The public id and the colour are the server's.
 */
import { NAME_MAX } from '../../shared/protocol.ts'
import { encodeSecret } from '../../shared/secrets.ts'
import { recall, remember } from './memory.ts'

export interface Identity {
  readonly guest: string
  readonly name: string
}

const SECRET = /^[A-Za-z0-9_-]{22,86}$/
const ADJECTIVES = [
  'Amber',
  'Autumn',
  'Brisk',
  'Calm',
  'Clever',
  'Copper',
  'Coral',
  'Crimson',
  'Dapper',
  'Early',
  'Gentle',
  'Golden',
  'Hazel',
  'Indigo',
  'Jade',
  'Keen',
  'Lively',
  'Lucky',
  'Maple',
  'Merry',
  'Misty',
  'Olive',
  'Quiet',
  'Rustic',
  'Sage',
  'Silver',
  'Sunny',
  'Swift',
  'Velvet',
  'Violet',
]
const ANIMALS = [
  'Badger',
  'Beaver',
  'Crane',
  'Curlew',
  'Dolphin',
  'Falcon',
  'Ferret',
  'Finch',
  'Fox',
  'Gecko',
  'Hare',
  'Heron',
  'Ibis',
  'Jackdaw',
  'Kestrel',
  'Lark',
  'Lynx',
  'Marten',
  'Moth',
  'Otter',
  'Owl',
  'Panda',
  'Puffin',
  'Robin',
  'Seal',
  'Stoat',
  'Swan',
  'Tern',
  'Vole',
  'Wren',
]

function pick(words: readonly string[]): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
  return words[random % words.length] ?? ''
}

/** A friendly name such as "Amber Otter", so that nobody is asked before writing. */
export const inventName = (): string => `${pick(ADJECTIVES)} ${pick(ANIMALS)}`

/** One line without control or direction characters, as the server demands; '' when nothing is left. */
export function cleanName(text: string, max: number): string {
  const plain = text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
  return [...plain].slice(0, max).join('').trim()
}

function remembered(key: string, isGood: (value: string) => boolean, make: () => string): string {
  const known = recall(key)
  if (typeof known === 'string' && isGood(known)) return known
  const made = make()
  remember(key, made)
  return made
}

export function loadIdentity(): Identity {
  const makeSecret = () => encodeSecret(crypto.getRandomValues(new Uint8Array(16)))
  return {
    guest: remembered('guest', (value) => SECRET.test(value), makeSecret),
    name: remembered(
      'name',
      (value) => cleanName(value, NAME_MAX) === value && value !== '',
      inventName,
    ),
  }
}

export function rememberName(name: string): void {
  remember('name', name)
}
