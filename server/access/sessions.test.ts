import { describe, expect, it, vi } from 'vitest'
import { personOf } from './person.ts'
import { ATTEMPT_S, SESSION_S, Sessions } from './sessions.ts'
import { Tokens } from './token.ts'

const SECRET = 'a secret of thirty-two characters'
const sessions = new Sessions(SECRET)
const ana = { id: 'person-1', name: 'Ana' }
const attempt = { state: 's', nonce: 'n', verifier: 'v', to: '/d/notes' }

describe('a session', () => {
  it('comes back as the person that it was made for, for a week', async () => {
    const session = await sessions.sign(ana)
    expect(await sessions.person(session)).toEqual(ana)
    vi.setSystemTime(Date.now() + (SESSION_S - 1) * 1000)
    expect(await sessions.person(session)).toEqual(ana)
    vi.setSystemTime(Date.now() + 2_000)
    expect(await sessions.person(session)).toBe(null)
  })

  it('T29: is nothing that was not signed here to be one', async () => {
    const expires = Date.now() + 60_000
    const room = { room: 'notes', role: 'owner', user: ana, expires } as const
    const others = [
      await new Tokens({ secret: SECRET }).sign(room),
      await sessions.signAttempt(attempt),
      await new Sessions(`${SECRET}!`).sign(ana),
      'nonsense',
      undefined,
    ]
    for (const each of others) expect(await sessions.person(each)).toBe(null)
  })

  it('T29: opens no room', async () => {
    const tokens = new Tokens({ secret: SECRET })
    for (const each of [await sessions.sign(ana), await sessions.signAttempt(attempt)])
      await expect(tokens.verify(each, 'notes')).rejects.toMatchObject({ code: 'token-bad' })
  })
})

describe('an attempt to sign in', () => {
  it('lasts ten minutes, and is no session', async () => {
    const signed = await sessions.signAttempt(attempt)
    expect(await sessions.attempt(signed)).toEqual(attempt)
    expect(await sessions.attempt(await sessions.sign(ana))).toBe(null)
    vi.setSystemTime(Date.now() + ATTEMPT_S * 1000)
    expect(await sessions.attempt(signed)).toBe(null)
  })
})

describe('a person', () => {
  const claims = { iss: 'https://id.example', sub: '17' }

  it('has an id that is his alone, and says nothing of him', () => {
    const { id } = personOf(claims)
    expect(id).toMatch(/^person-[\w-]{22}$/)
    expect(personOf({ ...claims, name: 'Ana' }).id).toBe(id)
    expect(personOf({ ...claims, sub: '18' }).id).not.toBe(id)
    expect(personOf({ ...claims, iss: 'https://other.example' }).id).not.toBe(id)
  })

  it.each([
    [{ name: 'Ana Silva', preferred_username: 'ana', email: 'a@b.c' }, 'Ana Silva'],
    [{ name: ' \n ', preferred_username: 'ana' }, 'ana'],
    [{ name: 7, email: 'ana.silva@id.example' }, 'ana.silva'],
    [{ name: 'Ana\n\u202eSilva\u2028' }, 'Ana Silva'],
    [{ name: 'x'.repeat(50) }, 'x'.repeat(40)],
    [{ name: `${'x'.repeat(39)}😀` }, 'x'.repeat(39)],
    [{}, 'Somebody'],
  ])('is called what the provider says, made fit to be shown: %o', (more, name) => {
    expect(personOf({ ...claims, ...more }).name).toBe(name)
  })
})
