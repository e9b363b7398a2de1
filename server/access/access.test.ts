import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { CreateLink } from '../../shared/api.ts'
import { linkIdOf, secretsFrom } from '../../shared/secrets.ts'
import type { Link } from '../store/store.ts'
import { allows, authorize, type Grant } from './grant.ts'
import {
  confirm,
  expectOwned,
  type LinkBook,
  newLink,
  newLinks,
  passesOf,
  redeem,
} from './links.ts'
import { KeySet, Tokens } from './token.ts'

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
const jwt = (claims: object = {}, alg = 'HS256', audience = 'weft', kid?: string) =>
  new SignJWT({ ...CLAIMS, ...claims })
    .setProtectedHeader({ alg, ...(kid && { kid }) })
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

  /** A host application's pair of keys, and what Weft is told of it. */
  async function pair(kid: string, alg: 'EdDSA' | 'ES256' | 'RS256' = 'EdDSA') {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), kid, alg }
    const sign = (name = kid) => jwt({}, alg, 'weft', name).sign(privateKey)
    return { jwk, publicKey, sign }
  }
  const knowing = (...keys: object[]) =>
    new Tokens({ secret: SECRET, keys: KeySet.parse({ keys }) })

  it.each(['EdDSA', 'ES256', 'RS256'] as const)(
    'T20: may be signed by a host application whose public %s key is known',
    async (alg) => {
      const { jwk, sign } = await pair('one', alg)
      expect(await knowing(jwk).verify(await sign(), 'notes')).toMatchObject({ role: 'editor' })
      await expect(tokens.verify(await sign(), 'notes')).rejects.toMatchObject({
        code: 'token-bad',
      })
    },
  )

  it('T20: may be signed by the old key or the new one while both are known', async () => {
    const [old, young] = [await pair('2025'), await pair('2026')]
    const both = knowing(old.jwk, young.jwk)
    for (const { sign } of [old, young])
      expect(await both.verify(await sign(), 'notes')).toMatchObject({ role: 'editor' })
    for (const token of [await old.sign('2026'), await old.sign('2027')])
      await expect(both.verify(token, 'notes')).rejects.toMatchObject({ code: 'token-bad' })
    const after = knowing(young.jwk)
    await expect(after.verify(await old.sign(), 'notes')).rejects.toMatchObject({
      code: 'token-bad',
    })
  })

  it('T20: is not taken when a public key was used as if it were the secret', async () => {
    const { jwk, publicKey } = await pair('one', 'RS256')
    const pem = new TextEncoder().encode(await exportSPKI(publicKey))
    const forged = await jwt({}, 'HS256', 'weft', 'one').sign(pem)
    await expect(knowing(jwk).verify(forged, 'notes')).rejects.toMatchObject({
      code: 'token-bad',
    })
  })

  it('T20: no private key is taken for a public one', async () => {
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
    const whole = { ...(await exportJWK(privateKey)), kid: 'one', alg: 'EdDSA' }
    expect(() => knowing(whole)).toThrow('only its public half')
  })

  it('of the operator is known as such, and nobody else’s is', async () => {
    const admin = 'an admin token of thirty-two letters'
    const owned = new Tokens({ secret: SECRET, adminToken: admin })
    const shown = [admin, `${admin}x`, '', undefined]
    const known = await Promise.all(shown.map((each) => owned.isOperator(each)))
    expect(known).toEqual([true, false, false, false])
    expect(await tokens.isOperator(undefined)).toBe(false)
  })

  it('of an operator who signs in holds where operators do, and opens no room by itself', async () => {
    const signingIn = new Tokens({ secret: SECRET, doOperatorsSignIn: true })
    const token = await signingIn.signOperator(grant.user)
    expect(await signingIn.isOperator(token)).toBe(true)
    expect(await tokens.isOperator(token)).toBe(false)
    expect(await signingIn.isOperator(await signingIn.sign(grant))).toBe(false)
    await expect(signingIn.verify(token, grant.room)).rejects.toMatchObject({ code: 'token-bad' })
    vi.setSystemTime(Date.now() + 16 * 60_000)
    expect(await signingIn.isOperator(token)).toBe(false)
  })

  it('needs a secret that is long enough', () => {
    expect(() => new Tokens({ secret: 'short' })).toThrow('32 is the least')
  })
})

describe('the table of rights', () => {
  it.each([
    ['viewer', false, false],
    ['commenter', true, false],
    ['editor', true, true],
    ['owner', true, true],
  ] as const)('for a %s has commenting: %s, writing: %s', (role, comment, write) => {
    const held = { ...grant, role }
    expect([allows(held, 'read'), allows(held, 'announce')]).toEqual([true, true])
    expect(allows(held, 'comment')).toBe(comment)
    expect([allows(held, 'write'), allows(held, 'create')]).toEqual([write, write])
    if (!write) expect(() => authorize(held, 'write')).toThrow(`a ${role} may not write`)
  })
})

/** A store of links, as far as whoever comes by one needs it. */
function bookOf(room: string, links: readonly Link[]) {
  const first = new Map<string, string>()
  const book: LinkBook = {
    link: async (id, hash) => (id === room && links.find((each) => each.hash === hash)) || null,
    usedLinks: async (_room, user) => links.filter(({ hash }) => first.get(hash) === user),
    useLink: async (_room, hash, { user }) => {
      if (!first.has(hash)) first.set(hash, user)
      const link = links.find((each) => each.hash === hash)
      return !link?.once || first.get(hash) === user
    },
  }
  return book
}

const GUEST = 'g'.repeat(22)
const plain = CreateLink.parse({ role: 'editor' })

describe('a link', () => {
  const { links, stored } = newLinks()
  const book = bookOf('notes', stored)
  const request = { secret: links[1]?.secret ?? '', name: 'Ana', guest: GUEST }

  it('is known by the same id in the page as here', () => {
    expect(links.map(({ secret }) => linkIdOf(secret))).toEqual(stored.map(({ hash }) => hash))
  })

  it('earns its role', async () => {
    expect(await redeem('notes', request, book)).toMatchObject({
      role: 'editor',
      user: { name: 'Ana' },
    })
  })

  it('T15: is the same to the outside when it is wrong as when there is no room', async () => {
    const wrong = { ...request, secret: 'w'.repeat(22) }
    await expect(redeem('notes', wrong, book)).rejects.toMatchObject({ code: 'not-found' })
    await expect(redeem('plans', request, book)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('knows a guest again by the secret of his browser, and nobody by chance', async () => {
    const first = await redeem('notes', request, book)
    const again = await redeem('notes', { ...request, name: 'Ana Maria' }, book)
    const other = await redeem('notes', { secret: request.secret, name: 'Ana' }, book)
    expect(again.user.id).toBe(first.user.id)
    expect(other.user.id).not.toBe(first.user.id)
    expect(first.user.id).not.toContain(request.guest)
  })

  it('passes on itself and those below it that are open, and none that nobody made', async () => {
    const [, editor, viewer] = links
    expect(await passesOf('notes', editor?.secret, book)).toEqual([editor, viewer])
    expect(await passesOf('notes', undefined, book)).toEqual([])
    const gone = stored.map((link) => (link.role === 'viewer' ? { ...link, revoked: 1 } : link))
    expect(await passesOf('notes', editor?.secret, bookOf('notes', gone))).toEqual([editor])
    const later = await newLink(plain)
    expect(await passesOf('notes', later.secret, bookOf('notes', [later.link]))).toEqual([
      { role: 'editor', secret: later.secret },
    ])
  })

  it('gives away the lesser ones and never a greater one', () => {
    const [owner, editor, viewer] = links
    expect(secretsFrom('editor', editor?.secret ?? '')).toEqual([editor, viewer])
    expect(secretsFrom('viewer', viewer?.secret ?? '')).toEqual([viewer])
    expect(new Set([owner?.secret, editor?.secret, viewer?.secret]).size).toBe(3)
  })
})

describe('a link that was made later', () => {
  async function made(more: Partial<CreateLink>, now: Partial<Link> = {}) {
    const { secret, link } = await newLink({ ...plain, ...more })
    const book = bookOf('notes', [{ ...link, ...now }])
    const come = (guest: string, password?: string) =>
      redeem('notes', { secret, name: 'Ben', guest: guest.padEnd(22, '_'), password }, book)
    return { come, book, link }
  }

  it('opens nothing once it was revoked or has run out, and says which', async () => {
    const revoked = await made({}, { revoked: Date.now() })
    await expect(revoked.come('ben')).rejects.toMatchObject({ code: 'link-revoked' })
    const expired = await made({ expires: Math.floor(Date.now() / 1000) + 60 })
    vi.setSystemTime(Date.now() + 61_000)
    await expect(expired.come('ben')).rejects.toMatchObject({ code: 'link-expired' })
  })

  it('gives no token that outlives it', async () => {
    const { come, link } = await made({ expires: Math.floor(Date.now() / 1000) + 60 })
    expect((await come('ben')).expires).toBe(link.expires)
  })

  it('can be for one person: whoever comes first', async () => {
    const { come } = await made({ once: true })
    await come('ben')
    await expect(come('cleo')).rejects.toMatchObject({ code: 'link-used' })
    await come('ben')
  })

  it('can ask for a password, of which only a slow hash is kept', async () => {
    const { come, link } = await made({ password: 'Zürich' })
    await expect(come('ben')).rejects.toMatchObject({ code: 'password-needed' })
    await expect(come('ben', 'Zurich')).rejects.toMatchObject({ code: 'password-wrong' })
    expect(await come('ben', 'Zu\u0308rich')).toMatchObject({ role: 'editor' })
    expect(link.password).toMatch(/^scrypt:[\w-]{22}:[\w-]{43}$/)
  })

  it('ends the tokens that came by it when it is revoked or allows something else', async () => {
    const { come, link } = await made({})
    const token = await come('ben')
    await confirm(token, bookOf('notes', [link]))
    const now = (more: Partial<Link>) => confirm(token, bookOf('notes', [{ ...link, ...more }]))
    await expect(now({ revoked: 1 })).rejects.toMatchObject({ code: 'link-revoked' })
    await expect(now({ role: 'viewer' })).rejects.toMatchObject({ code: 'role-changed' })
    await expect(confirm(token, bookOf('notes', []))).rejects.toMatchObject({
      code: 'link-revoked',
    })
    await confirm(grant, bookOf('notes', []))
  })

  it('cannot leave a room without anybody who owns it for good', async () => {
    const [{ link: owner }, { link: later }] = [
      await made({ role: 'owner' }),
      await made({ role: 'owner', once: true }),
    ]
    const links = [owner, later]
    const revoked = { ...owner, revoked: 1 }
    expect(() => expectOwned(links, revoked)).toThrow(
      expect.objectContaining({ code: 'last-owner' }),
    )
    expectOwned([...links, { ...owner, hash: 'another' }], revoked)
    expectOwned([], { ...revoked, role: 'viewer' })
  })
})
