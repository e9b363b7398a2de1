import { exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { secretsFrom } from '../../shared/secrets.ts'
import { allows, authorize, type Grant } from './grant.ts'
import { newLinks, redeem } from './links.ts'
import { Tokens } from './token.ts'

const SECRET = 'a secret of thirty-two characters'
const key = new TextEncoder().encode(SECRET)
const tokens = new Tokens({ secret: SECRET })
const grant: Grant = {
  room: 'notes',
  role: 'editor',
  user: { id: 'ana-1', name: 'Ana' },
  expires: Date.now() + 60_000,
}

const CLAIMS = { name: 'Ana', room: 'notes', role: 'editor' }
const jwt = (claims: object = {}, alg = 'HS256', audience = 'weft') =>
  new SignJWT({ ...CLAIMS, ...claims })
    .setProtectedHeader({ alg })
    .setAudience(audience)
    .setSubject('ana-1')
    .setExpirationTime('1m')

describe('a token', () => {
  it('comes back as the grant that it was made from', async () => {
    expect(await tokens.verify(await tokens.sign(grant), 'notes')).toEqual(grant)
  })

  it('is refused after it ran out', async () => {
    const token = await tokens.sign(grant)
    vi.setSystemTime(Date.now() + 120_000)
    await expect(tokens.verify(token, 'notes')).rejects.toMatchObject({ code: 'token-expired' })
  })

  it('is missed when it is not there', async () => {
    await expect(tokens.verify(undefined, 'notes')).rejects.toMatchObject({ code: 'token-missing' })
  })

  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = `${encode({ alg: 'none' })}.${encode({ ...CLAIMS, sub: 'x', aud: 'weft' })}.`
  it.each([
    ['nonsense', async () => 'nonsense'],
    ['no signature', async () => unsigned],
    ['64 KB of it', async () => 'a'.repeat(65_536)],
    ['another secret', () => jwt().sign(new TextEncoder().encode(`${SECRET}!`))],
    ['another audience', () => jwt({}, 'HS256', 'other').sign(key)],
    ['another room', () => jwt({ room: 'plans' }).sign(key)],
    ['a role that is none', () => jwt({ role: 'admin' }).sign(key)],
    ['no name', () => jwt({ name: '' }).sign(key)],
    ['another algorithm under the same secret', () => jwt({}, 'HS384').sign(key)],
    [
      'no end',
      () =>
        new SignJWT(CLAIMS)
          .setProtectedHeader({ alg: 'HS256' })
          .setAudience('weft')
          .setSubject('x')
          .sign(key),
    ],
  ])('T20: is refused with %s', async (_, make) => {
    await expect(tokens.verify(await make(), 'notes')).rejects.toMatchObject({ code: 'token-bad' })
  })

  it('T20: may be signed by a host application whose public key is known, under its own algorithm only', async () => {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
    const pem = await exportSPKI(publicKey)
    const both = new Tokens({ secret: SECRET, publicKeys: [{ algorithm: 'EdDSA', pem }] })
    expect(await both.verify(await jwt({}, 'EdDSA').sign(privateKey), 'notes')).toMatchObject({
      role: 'editor',
    })
    const swapped = await jwt().sign(new TextEncoder().encode(pem))
    await expect(both.verify(swapped, 'notes')).rejects.toMatchObject({ code: 'token-bad' })
    const unknown = await jwt({}, 'EdDSA').sign(privateKey)
    await expect(tokens.verify(unknown, 'notes')).rejects.toMatchObject({ code: 'token-bad' })
  })

  it('needs a secret that is long enough', () => {
    expect(() => new Tokens({ secret: 'short' })).toThrow('32 is the least')
  })
})

describe('the table of rights', () => {
  it.each([
    ['viewer', false],
    ['commenter', false],
    ['editor', true],
    ['owner', true],
  ] as const)('for a %s has writing: %s', (role, write) => {
    const held = { ...grant, role }
    expect([allows(held, 'read'), allows(held, 'announce')]).toEqual([true, true])
    expect([allows(held, 'write'), allows(held, 'create')]).toEqual([write, write])
    if (!write) expect(() => authorize(held, 'write')).toThrow(`a ${role} may not write`)
  })
})

describe('a link', () => {
  const { links, stored } = newLinks()
  const find = async (room: string, hash: string) =>
    (room === 'notes' && stored.find((each) => each.hash === hash)?.role) || null
  const request = { secret: links[1]?.secret ?? '', name: 'Ana', guest: 'g'.repeat(22) }

  it('earns its role', async () => {
    expect(await redeem('notes', request, find)).toMatchObject({
      role: 'editor',
      user: { name: 'Ana' },
    })
  })

  it('T15: is the same to the outside when it is wrong as when there is no room', async () => {
    const wrong = { ...request, secret: 'w'.repeat(22) }
    await expect(redeem('notes', wrong, find)).rejects.toMatchObject({ code: 'not-found' })
    await expect(redeem('plans', request, find)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('knows a guest again by the secret of his browser, and nobody by chance', async () => {
    const first = await redeem('notes', request, find)
    const again = await redeem('notes', { ...request, name: 'Ana Maria' }, find)
    const other = await redeem('notes', { secret: request.secret, name: 'Ana' }, find)
    expect(again.user.id).toBe(first.user.id)
    expect(other.user.id).not.toBe(first.user.id)
    expect(first.user.id).not.toContain(request.guest)
  })

  it('gives away the lesser ones and never a greater one', () => {
    const [owner, editor, viewer] = links
    expect(secretsFrom('editor', editor?.secret ?? '')).toEqual([editor, viewer])
    expect(secretsFrom('viewer', viewer?.secret ?? '')).toEqual([viewer])
    expect(new Set([owner?.secret, editor?.secret, viewer?.secret]).size).toBe(3)
  })
})
