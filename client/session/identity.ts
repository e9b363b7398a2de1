/**
 * Identity: who this browser is.
 *
 * Promises one guest secret per browser, made at the first visit and kept, so that all its tabs and
 * visits are one person; and a name that is never empty. Where nothing can be kept, each page is a
 * new person. Who has signed in, the server alone says; here is only what it said last. The public id
 * and the colour are the server's.
 */
import { cleanName } from '../../shared/names.ts'
import { NAME_MAX } from '../../shared/protocol.ts'
import { encodeSecret } from '../../shared/secrets.ts'
import { forget, recall, remember, watch } from './memory.ts'

export interface Identity {
  readonly guest: string
  readonly name: string
  /** The id of whoever has signed in here and not signed out, though his session may be over. */
  readonly person: string | null
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
    person: knownPerson(),
  }
}

function knownPerson(): string | null {
  const known = recall('person')
  return typeof known === 'string' ? known : null
}

export function rememberName(name: string): void {
  remember('name', name)
}

/** Null: nobody who has signed in. */
export function rememberPerson(person: string | null): void {
  if (person === null) forget('person')
  else remember('person', person)
}

/** Says when in another tab somebody has signed in or out. Returns what ends it. */
export function watchPerson(changed: (person: string | null) => void): () => void {
  return watch('person', () => changed(knownPerson()))
}

/** From now on this browser is somebody new. */
export function forgetIdentity(): void {
  for (const key of ['guest', 'name', 'person']) forget(key)
}

/** How a request says who asks, apart from any document; the server goes by a session first, if there is one. */
export const asGuest = () => ({ authorization: `Guest ${loadIdentity().guest}` })
