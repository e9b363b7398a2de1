/**
 * Signing in, against a real OpenID provider: who comes back as whom, and who does not.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { decodeJwt, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CreatedRoom, GrantedToken, Me, Problem, SignedOut } from '../shared/api.ts'
import { guestId } from './access/links.ts'
import { Sessions } from './access/sessions.ts'
import { identityOf } from './http/identity.ts'
import { pathOf } from './http/sign-in.ts'
import { Browser } from './testing/browser.ts'
import {
  createRoom,
  JWT_SECRET,
  type Live,
  StockClient,
  startServer,
  tokenFor,
  until,
} from './testing/live.ts'
import { OPERATORS, OpenidProvider } from './testing/openid-provider.ts'

const ADMIN = 'an admin token of thirty-two letters'

let provider: OpenidProvider
let live: Live
const lines: string[] = []
const write = (values: object, message: string) =>
  void lines.push(`${message} ${JSON.stringify(values)}`)

beforeAll(async () => {
  provider = await OpenidProvider.start()
  const journal = { info: write, error: write }
  live = await startServer({ signIn: provider.settings, journal })
})
afterAll(async () => {
  await live.stop()
  await provider.stop()
})

const COOKIE = 'weft-session'

/** As far as the provider's page. */
const setOut = (browser: Browser, to = '/', url = live.url) =>
  browser.follow(`${url}/auth/sign-in?to=${encodeURIComponent(to)}`)

const post = (form: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(form),
})

/** From there to Weft's callback, which is not asked yet. */
const comeBack = (browser: Browser, page: string, form: Record<string, string>, url = live.url) =>
  browser.follow(page, post(form), url)

async function signIn(name: string, to = '/', url = live.url) {
  const browser = new Browser()
  const callback = await comeBack(browser, await setOut(browser, to, url), { name }, url)
  const answer = await browser.ask(callback)
  return { browser, callback, answer, landed: answer.headers.get('location') }
}

const me = async (browser: Browser, url = live.url) =>
  (await (await browser.ask(`${url}/api/me`)).json()) as Me

const guestOf = (name: string) => Buffer.from(name).toString('base64url').padEnd(22, '_')

async function tokenOf(browser: Browser, { room, links }: CreatedRoom, guest: string) {
  const [{ secret } = { secret: '' }] = links
  const body = { secret, name: 'Ana', guest: guestOf(guest) }
  const answer = await browser.post(`${live.url}/api/rooms/${room}/token`, body)
  return (await answer.json()) as GrantedToken
}

describe('a person', () => {
  it('signs in, is known, and comes back to where he was', async () => {
    const { browser, answer, landed } = await signIn('Ana Silva', '/d/notes?x=1')
    expect(answer.status).toBe(303)
    expect(landed).toBe('/d/notes?x=1')
    const { user, ...more } = await me(browser)
    expect(user).toMatchObject({ name: 'Ana Silva', id: expect.stringMatching(/^person-/) })
    expect(more).toEqual({ signIn: true, mayCreate: true })
    expect((await me((await signIn('Ana Silva')).browser)).user).toEqual(user)
    expect((await me((await signIn('Ben Okoye')).browser)).user?.id).not.toBe(user?.id)
    expect((await me(new Browser())).user).toBe(null)
  })

  it('has a cookie that no script and no other site gets at', async () => {
    const { answer } = await signIn('Ana Silva')
    const set = answer.headers.getSetCookie()
    expect(set.find((each) => each.startsWith(COOKIE))).toMatch(
      /; Max-Age=604800; Path=\/; .*HttpOnly; SameSite=Lax$/,
    )
    expect(set.find((each) => each.startsWith('weft-sign-in='))).toMatch(/Expires=Thu, 01 Jan 1970/)
  })

  it('has one that is Secure, and his host’s alone, where the page is https', async () => {
    const publicUrl = 'https://weft.example'
    const own = await startServer({ signIn: provider.settings, publicUrl })
    const answer = await new Browser().ask(`${own.url}/auth/sign-in`)
    expect(answer.headers.get('location')).toContain(
      encodeURIComponent(`${publicUrl}/auth/callback`),
    )
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-weft-sign-in=.*; Secure;/)
    const session = await new Sessions(JWT_SECRET).sign({ id: 'person-1', name: 'Ana' })
    const browser = new Browser()
    browser.setCookie(COOKIE, session)
    expect((await me(browser, own.url)).user).toBe(null)
    browser.setCookie(`__Host-${COOKIE}`, session)
    expect((await me(browser, own.url)).user?.id).toBe('person-1')
    await own.stop()
  })

  it('is himself in a room, under the name that he gives there', async () => {
    const { browser } = await signIn('Ana Silva')
    const room = await createRoom(live.url)
    const { user } = await tokenOf(browser, room, 'a guest')
    expect(user).toMatchObject({ id: (await me(browser)).user?.id, name: 'Ana' })
    expect((await tokenOf(new Browser(), room, 'another')).user.id).toBe(
      guestId(guestOf('another')),
    )
  })

  it('signs out here, and is told where he signs out of the provider', async () => {
    const { browser } = await signIn('Ana Silva')
    const answer = await browser.post(`${live.url}/auth/sign-out`, {})
    const { url } = (await answer.json()) as SignedOut
    expect(url).toMatch(new RegExp(`^${provider.settings.issuer}/session/end`))
    expect(new URL(url ?? '').searchParams.get('post_logout_redirect_uri')).toBe(`${live.url}/`)
    expect((await me(browser)).user).toBe(null)
  })

  it('is not signed out by a form of another page', async () => {
    const { browser } = await signIn('Ana Silva')
    const answer = await browser.ask(`${live.url}/auth/sign-out`, post({}))
    expect(answer.status).toBe(400)
    expect((await me(browser)).user).not.toBe(null)
  })
})

describe('a guest who signs in', () => {
  it('goes on with what he wrote offline as a guest, and nothing of it is lost', async () => {
    const room = await createRoom(live.url)
    const guest = 'Offline'
    const { token, user } = await tokenFor(live.url, room, 'owner', guest)
    const before = await new StockClient(live.url, room.room, token).synced()
    before.text.insert(0, 'Before. ')
    await before.saved()
    before.provider.disconnect()
    before.text.insert(before.text.length, 'On the train. ')

    const { browser } = await signIn('Gus')
    const granted = await tokenOf(browser, room, guest)
    expect(granted.user.id).not.toBe(user.id)
    before.provider.params = { token: granted.token }
    before.provider.connect()
    await before.synced()
    await before.saved()
    const reader = await new StockClient(live.url, room.room, granted.token).synced()
    expect(reader.text.toString()).toBe('Before. On the train. ')
    before.close()
    reader.close()
  })

  it('loses nothing in another tab either, which still is the guest', async () => {
    const room = await createRoom(live.url)
    const { token } = await tokenFor(live.url, room, 'owner', 'Two tabs')
    const tab = await new StockClient(live.url, room.room, token).synced()
    tab.text.insert(0, 'Before. ')
    await tab.saved()
    const { browser } = await signIn('Gus')
    await browser.post(`${live.url}/api/me/claim`, { guest: guestOf('Two tabs') })
    tab.text.insert(0, 'After. ')
    await tab.saved()
    const { token: his } = await tokenOf(browser, room, 'Two tabs')
    const reader = await new StockClient(live.url, room.room, his).synced()
    await until(() => reader.text.toString() === 'After. Before. ')
    tab.close()
    reader.close()
  })

  it('has to be signed in to say whose the guest is', async () => {
    const body = { guest: guestOf('Ana') }
    const answer = await new Browser().post(`${live.url}/api/me/claim`, body)
    expect(answer.status).toBe(401)
    expect(((await answer.json()) as Problem).code).toBe('sign-in-needed')
  })
})

describe('T29: nobody is signed in', () => {
  const nobody = async (browser: Browser, callback: string, how = 'failed') => {
    const answer = await browser.ask(callback)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/?sign-in=${how}`])
    expect((await me(browser)).user).toBe(null)
  }

  it('by an answer to a question that another browser asked', async () => {
    const [ana, eve] = [new Browser(), new Browser()]
    const callback = await comeBack(eve, await setOut(eve), { name: 'Eve' })
    await nobody(ana, callback)
    await setOut(ana)
    await nobody(ana, callback)
  })

  it('by an answer with another state, or with a code that is none', async () => {
    for (const [name, value] of Object.entries({
      state: 'x',
      code: 'x',
      iss: 'http://x.example',
    })) {
      const browser = new Browser()
      const url = new URL(await comeBack(browser, await setOut(browser), { name: 'Ana' }))
      url.searchParams.set(name, value)
      await nobody(browser, url.href)
    }
  })

  it('by the same answer twice', async () => {
    const browser = new Browser()
    const page = await setOut(browser)
    const kept = browser.cookie('weft-sign-in') ?? ''
    const callback = await comeBack(browser, page, { name: 'Ana' })
    await browser.ask(callback)
    expect((await me(browser)).user).not.toBe(null)
    const again = new Browser()
    await nobody(again, callback)
    again.setCookie('weft-sign-in', kept)
    await nobody(again, callback)
  })

  it('who has refused it at the provider', async () => {
    const browser = new Browser()
    const callback = await comeBack(browser, await setOut(browser), { refuse: 'yes' })
    await nobody(browser, callback, 'refused')
  })

  it('by a session that has run out, or a token that is for a room', async () => {
    const room = await createRoom(live.url)
    const { token } = await tokenFor(live.url, room, 'owner', 'Ana')
    const old = await new SignJWT({ sub: 'person-1', name: 'Ana' })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience('weft-session')
      .setExpirationTime('1 second ago')
      .sign(new TextEncoder().encode(JWT_SECRET))
    for (const value of [old, token]) {
      const browser = new Browser()
      browser.setCookie(COOKIE, value)
      expect((await me(browser)).user).toBe(null)
    }
  })

  it('while the provider is down, and then somebody is: the server has started without it', async () => {
    const gone = await OpenidProvider.start()
    const { settings } = gone
    await gone.stop()
    const own = await startServer({ signIn: settings })
    const browser = new Browser()
    const answer = await browser.ask(`${own.url}/auth/sign-in`)
    expect(answer.headers.get('location')).toBe('/?sign-in=unreachable')
    const left = await browser.post(`${own.url}/auth/sign-out`, {})
    expect(await left.json()).toEqual({ url: null })
    const back = await OpenidProvider.start(Number(new URL(settings.issuer).port))
    expect((await signIn('Ana Silva', '/', own.url)).landed).toBe('/')
    await own.stop()
    await back.stop()
  })
})

it.each([
  ['/d/notes', '/d/notes'],
  ['/?sign-in=done', '/?sign-in=done'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/.//evil.example', '/'],
  ['/x/..//evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['d/notes', '/'],
  [`/${'x'.repeat(2_000)}`, '/'],
  [['/a', '/b'], '/'],
  [undefined, '/'],
])('T29: signing in leads from %o to nowhere but %s', (to, path) => {
  expect(pathOf(to)).toBe(path)
})

it('T29: what the provider says, and its codes, are not written down', async () => {
  const { callback } = await signIn('Ana Silva')
  await new Browser().ask(callback)
  const code = new URL(callback).searchParams.get('code') ?? expect.fail('no code')
  const browser = new Browser()
  const url = new URL(await comeBack(browser, await setOut(browser), { name: 'Ana' }))
  url.searchParams.set('state', 'x')
  await browser.ask(url.href)
  const written = lines.join('\n')
  expect(written).toContain('signing in: failed')
  for (const part of [code, url.searchParams.get('code') ?? '', provider.settings.clientSecret])
    expect(written).not.toContain(part)
})

describe('who asks, apart from any room,', () => {
  it('is the person, or else the guest, or nobody', async () => {
    const sessions = new Sessions(JWT_SECRET)
    const app = express()
    app.get('/', async (request, response) => {
      response.json(await identityOf(request, { sessions, publicUrl: undefined }))
    })
    const http = app.listen(0, '127.0.0.1')
    await once(http, 'listening')
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`
    const asks = async (browser: Browser, authorization: string) =>
      (await browser.ask(url, { headers: { authorization } })).json()
    const guest = { id: guestId(guestOf('Gus')), name: 'Guest' }
    const ana = { id: 'person-1', name: 'Ana' }
    const browser = new Browser()
    expect(await asks(browser, `Guest ${guestOf('Gus')}`)).toEqual(guest)
    expect(await asks(browser, 'Guest short')).toBe(null)
    expect(await asks(browser, `Bearer ${guestOf('Gus')}`)).toBe(null)
    browser.setCookie(COOKIE, await sessions.sign(ana))
    expect(await asks(browser, `Guest ${guestOf('Gus')}`)).toEqual(ana)
    await new Promise((resolve) => http.close(resolve))
  })
})

describe('where only those who have signed in make rooms', () => {
  it('a guest is asked to, a person and the operator’s scripts make them', async () => {
    const own = await startServer({
      signIn: provider.settings,
      access: 'signed-in',
      adminToken: ADMIN,
    })
    const rooms = `${own.url}/api/rooms`
    const guest = new Browser()
    const refused = await guest.post(rooms, {})
    expect(refused.status).toBe(401)
    expect(((await refused.json()) as Problem).code).toBe('sign-in-needed')
    expect((await me(guest, own.url)).mayCreate).toBe(false)
    const { browser } = await signIn('Ana Silva', '/', own.url)
    expect((await browser.post(rooms, {})).status).toBe(201)
    expect((await me(browser, own.url)).mayCreate).toBe(true)
    const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' }
    const made = await guest.ask(rooms, { method: 'POST', headers, body: '{}' })
    expect(made.status).toBe(201)
    const { room, links } = (await made.json()) as CreatedRoom
    const body = { secret: links[0]?.secret, name: 'Guest', guest: guestOf('Guest') }
    expect((await guest.post(`${rooms}/${room}/token`, body)).status).toBe(200)
    await own.stop()
  })
})

describe('whoever is in the operators’ group', () => {
  let own: Live
  beforeAll(async () => {
    own = await startServer({ signIn: { ...provider.settings, operatorGroup: OPERATORS } })
  })
  afterAll(() => own.stop())

  const askedBy = async ({ browser }: { browser: Browser }) =>
    browser.ask(`${own.url}/api/operator-token`, { method: 'POST' })

  it('runs the server by his session, for a quarter of an hour at a time', async () => {
    const answer = await askedBy(await signIn('Operator Olga', '/', own.url))
    const { token } = (await answer.json()) as { token: string }
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(`${own.url}/metrics`, { headers })).status).toBe(200)
    const { iat = 0, exp = 0, aud } = decodeJwt(token)
    expect([exp - iat, aud]).toEqual([900, 'weft-operator'])
  })

  it('is nobody else: not who has signed in, not a guest, not by the session itself', async () => {
    const ana = await signIn('Ana Silva', '/', own.url)
    expect((await askedBy(ana)).status).toBe(403)
    expect((await fetch(`${own.url}/api/operator-token`, { method: 'POST' })).status).toBe(401)
    const olga = await signIn('Operator Olga', '/', own.url)
    expect((await olga.browser.ask(`${own.url}/metrics`)).status).toBe(401)
    const session = olga.browser.cookie('weft-session')
    const headers = { authorization: `Bearer ${session}` }
    expect((await fetch(`${own.url}/metrics`, { headers })).status).toBe(401)
  })

  it('is nobody where no group is named', async () => {
    const olga = await signIn('Operator Olga')
    const url = `${live.url}/api/operator-token`
    expect((await olga.browser.ask(url, { method: 'POST' })).status).toBe(403)
  })
})

describe('where nobody can sign in', () => {
  it('there is no way to, and no cookie counts', async () => {
    const own = await startServer()
    const browser = new Browser()
    const session = await new Sessions(JWT_SECRET).sign({ id: 'person-1', name: 'Ana' })
    browser.setCookie(COOKIE, session)
    expect(await me(browser, own.url)).toEqual({ user: null, signIn: false, mayCreate: true })
    const answer = await browser.ask(`${own.url}/auth/sign-in`, {
      headers: { accept: 'application/json' },
    })
    expect(answer.status).toBe(404)
    await own.stop()
  })
})
