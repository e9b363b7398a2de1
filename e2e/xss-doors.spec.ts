/**
 * Promise: nothing that anybody writes runs in another's page, whichever way it comes in.
 *
 * Every payload as title, person's name, remark, link label, file name and address of a picture, wherever each is
 * shown; that it was shown, to the letter, is what makes its silence worth something. The text is xss.spec.ts's.
 */
import { readFile } from 'node:fs/promises'
import type { BrowserContext, Download, Page } from '@playwright/test'
import { StockClient } from '../server/testing/live.ts'
import type { CreatedRoom, ListedRooms } from '../shared/api.ts'
import { cleanName } from '../shared/names.ts'
import { LABEL_MAX, META, NAME_MAX, TITLE_MAX } from '../shared/protocol.ts'
import { cleanRemark } from '../shared/remarks.ts'
import { arrive } from './payload-people.ts'
import type { Person } from './people.ts'
import { linkOf, type Server } from './server.ts'
import { expect, test } from './stage.ts'
import { isUntouched, listen } from './untouched.ts'
import { PAYLOADS, shortPayloads } from './xss-payloads.ts'

const TITLES = shortPayloads(TITLE_MAX)
const NAMES = shortPayloads(NAME_MAX)
const LABELS = shortPayloads(LABEL_MAX)
const REMARKS = PAYLOADS.map(cleanRemark)

/** What these elements say, each. */
const texts = (page: Page, selector: string): Promise<string[]> =>
  page.locator(selector).evaluateAll((all) => all.map((each) => each.textContent ?? ''))

const missing = (wanted: readonly string[], seen: readonly string[]): string[] =>
  wanted.filter((each) => !seen.includes(each))

/** All of it is on the page, in elements of this kind, as it was written. */
async function shows(page: Page, selector: string, wanted: readonly string[]): Promise<void> {
  await expect.poll(async () => missing(wanted, await texts(page, selector)), selector).toEqual([])
}

/** Once the page has made him up. */
async function guestOf({ page }: Person): Promise<string> {
  const known = () => page.evaluate(`JSON.parse(localStorage.getItem('weft:guest'))`)
  await expect.poll(known).not.toBeNull()
  return (await known()) as string
}

/** A document of this guest's. Returns a token for it. */
async function comesTo(server: Server, room: CreatedRoom, guest: string): Promise<string> {
  const secret = new URL(linkOf(room, 'owner')).hash.slice(1)
  const { token } = (await (
    await fetch(`${server.url}/api/rooms/${room.room}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret, name: 'Ana Silva', guest }),
    })
  ).json()) as { token: string }
  return token
}

/** The server's list has caught up with what was made. */
async function areListed(server: Server, guest: string, titles: readonly string[]): Promise<void> {
  const headers = { authorization: `Guest ${guest}` }
  const known = async () => {
    const pages = [0, 50, 100, 150].map(async (offset) => {
      const answer = await fetch(`${server.url}/api/rooms?offset=${offset}`, { headers })
      return ((await answer.json()) as ListedRooms).rooms.map(({ title }) => title)
    })
    return (await Promise.all(pages)).flat()
  }
  await expect.poll(async () => missing(titles, await known())).toEqual([])
}

async function showAll(page: Page, count: number): Promise<void> {
  const rows = page.locator('.document-row')
  for (let seen = 50; seen < count; seen += 50) {
    await expect(rows).toHaveCount(seen)
    await page.getByRole('button', { name: 'Show more' }).click()
  }
  await expect(rows).toHaveCount(count)
}

test('T24: every door has 150', () => {
  for (const all of [TITLES, NAMES, LABELS, REMARKS]) expect(all.length).toBeGreaterThanOrEqual(150)
})

test('T24: as title, in the list, in what is found, and in the trash', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  await listen(ana)
  const guest = await guestOf(ana)
  const tokens = new Map<string, string>()
  for (const title of TITLES) {
    const room = await server.createRoom({ title, text: `wanted\n${title}` })
    tokens.set(room.room, await comesTo(server, room, guest))
  }
  await areListed(server, guest, TITLES)
  await ana.page.reload()
  await listen(ana)
  await showAll(ana.page, TITLES.length)
  await shows(ana.page, '.document-title', TITLES)
  await ana.page.getByRole('searchbox').fill('wanted')
  await expect(ana.page.locator('.document-excerpt mark').first()).toBeVisible()
  await showAll(ana.page, TITLES.length)
  await shows(ana.page, '.document-title', TITLES)
  await ana.page.getByRole('searchbox').fill('')
  for (const [room, token] of tokens)
    await fetch(`${server.url}/api/rooms/${room}/trash`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}` },
    })
  await ana.page.getByRole('button', { name: 'Trash' }).click()
  await showAll(ana.page, TITLES.length)
  await shows(ana.page, '.document-title', TITLES)
  await isUntouched(ana, server)
})

/** Somebody who sets the title as no page would: uncleaned, of any length. */
async function titler(server: Server, room: CreatedRoom): Promise<StockClient> {
  const { token } = await server.tokenAt(linkOf(room, 'editor'), 'Mallory')
  return new StockClient(server.url, room.room, token).synced()
}

/** As the page asks for them: the browser makes harmless ones of any. */
const NOTE_NAMES = `{
  const { click } = HTMLElement.prototype
  globalThis.names = []
  HTMLElement.prototype.click = function () {
    if (this.download) names.push(this.download)
    return click.call(this)
  }
}`

test('T24: as title of an open document, and as the name of its file', async ({ server, open }) => {
  test.setTimeout(120_000)
  const room = await server.createRoom({ text: 'Quiet.' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  await listen(ana)
  await ana.page.evaluate(NOTE_NAMES)
  const mallory = await titler(server, room)
  for (const payload of PAYLOADS) {
    mallory.doc.getMap(META).set('title', payload)
    await expect(ana.page.locator('.bar h1')).toHaveJSProperty('textContent', payload)
    await downloads(ana, 'Download')
  }
  const names = (await ana.page.evaluate('globalThis.names')) as string[]
  expect(names).toHaveLength(PAYLOADS.length)
  expect(names.filter((name) => /[\\/<>:"|?*\p{Cc}]/u.test(name))).toEqual([])
  mallory.close()
  await isUntouched(ana, server)
})

async function downloads({ page }: Person, how: string): Promise<Download> {
  await page.getByRole('button', { name: 'More', exact: true }).click()
  const downloading = page.waitForEvent('download')
  await page.locator('#menu').getByRole('button', { name: how, exact: true }).click()
  return downloading
}

/** What was kept of a document, opened where no policy watches over it. */
async function opened(context: BrowserContext, html: string): Promise<Page> {
  const page = await context.newPage()
  await page.route('http://kept.example/', (route) =>
    route.fulfill({ contentType: 'text/html', body: html }),
  )
  await page.goto('http://kept.example/')
  return page
}

test('T24: in a page that was kept, as title and in the text', async ({
  server,
  open,
  browser,
}) => {
  const text = PAYLOADS.join('\n\n----\n\n')
  const room = await server.createRoom({ text: `${text}\n\n----\n\n# The end` })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  const mallory = await titler(server, room)
  const titles = PAYLOADS.join(' ')
  mallory.doc.getMap(META).set('title', titles)
  await expect(ana.page.locator('.bar h1')).toHaveJSProperty('textContent', titles)
  mallory.close()
  const html = await readFile(await (await downloads(ana, 'Download as HTML')).path(), 'utf8')
  const context = await browser.newContext()
  const asked: string[] = []
  // It is a page like any other, and shows pictures of other sites: those, and nothing else.
  context.on(
    'request',
    (request) => request.resourceType() !== 'image' && asked.push(request.url()),
  )
  const complaints: string[] = []
  context.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  const kept = await opened(context, html)
  await expect(kept.getByRole('heading', { name: 'The end' })).toBeVisible()
  await expect(kept.locator('h1.title')).toHaveJSProperty('textContent', titles)
  expect(await kept.title()).toContain('<script>')
  expect(await kept.evaluate('globalThis.pwned ?? 0')).toBe(0)
  expect(asked.filter((url) => !url.startsWith('http://kept.example/'))).toEqual([])
  expect(complaints.filter((text) => text.includes('Content Security Policy'))).toEqual([])
  // And if a payload had come through, it would not run.
  expect(
    await kept.evaluate(`{
    const script = document.createElement('script')
    script.textContent = 'self.pwned = 1'
    document.head.append(script)
    self.pwned ?? 0
  }`),
  ).toBe(0)
  await context.close()
})

test('T24: as name and remark of 150 people in one document', async ({ server, open }) => {
  test.setTimeout(90_000)
  const room = await server.createRoom({ text: 'Here we are.\n'.repeat(30) })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  await ana.page.clock.install()
  await ana.page.reload()
  await listen(ana)
  await ana.isSaved()
  const speakers = REMARKS.map((says, at) => ({ says, name: NAMES[at % NAMES.length] ?? '' }))
  const leave = await arrive(server, room, speakers)
  const { page } = ana
  await shows(page, '.caret-flag', NAMES)
  await shows(page, '.people .tip strong, .people-more.is-wide .tip span', NAMES)
  await page.getByRole('button', { name: /^Chat/ }).click()
  await shows(page, '.remark-by bdi', NAMES)
  await shows(page, '.remark-text', REMARKS)
  for (const href of await page.locator('.remark-text a').evaluateAll(hrefs))
    expect(href).toMatch(/^https?:\/\//)
  await page.locator('.people .avatar').first().click()
  await page
    .getByRole('button', { name: /^Follow/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByText('People and lock').click()
  await shows(page, '.dialog .link-item h3', NAMES)
  // Whoever leaves before the page has looked who is here leaves unnoticed.
  await page.clock.runFor(5_000)
  leave()
  await expect(page.locator('.live-region')).toHaveText(/^.+ and \d+ others left\.$/)
  await isUntouched(ana, server)
})

const hrefs = (all: readonly unknown[]): string[] =>
  (all as readonly { href: string }[]).map(({ href }) => href)

test('T24: as the label of a link', async ({ server, open }) => {
  const room = await server.createRoom({ text: 'Quiet.' })
  for (const label of LABELS) await server.makeLink(room, { label, role: 'viewer' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  await listen(ana)
  await ana.page.getByRole('button', { name: 'Share' }).click()
  await ana.page.getByText('All links', { exact: true }).click()
  await shows(ana.page, '.dialog .link-words h3', LABELS)
  await isUntouched(ana, server)
})

test('T24: as the name of a file that is taken, or is not', async ({ server, open }) => {
  test.setTimeout(90_000)
  const ana = await open(server.url, { name: 'Ana Silva' })
  await listen(ana)
  const files = ana.page.getByLabel('Files to import')
  const fileOf = (name: string, content: string) => ({
    name: `${name}.md`,
    mimeType: 'text/markdown',
    buffer: Buffer.from(content),
  })
  await files.setInputFiles(LABELS.map((label) => fileOf(label, 'Fine.')))
  await expect(ana.page.getByText(`${LABELS.length} documents`)).toBeVisible({ timeout: 60_000 })
  await areListed(server, await guestOf(ana), LABELS)
  await ana.page.reload()
  await listen(ana)
  await showAll(ana.page, LABELS.length)
  await shows(
    ana.page,
    '.document-title',
    LABELS.map((label) => cleanName(label, TITLE_MAX)),
  )
  // No more than five are named at a time.
  for (let at = 0; at < LABELS.length; at += 5) {
    const some = LABELS.slice(at, at + 5)
    await files.setInputFiles(some.map((label) => fileOf(label, '\0')))
    for (const label of some)
      await expect(ana.page.locator('.documents-notice')).toContainText(`${label}.md: `)
  }
  await isUntouched(ana, server)
})

test('T24: as the name and in the address of a picture', async ({ server, open }) => {
  const text = PAYLOADS.map((payload) => {
    const line = payload.replace(/\s+/g, ' ')
    return `![${line}](/api/rooms/x/attachments/x)\n\n![a](/api/rooms/x/attachments/${line})`
  })
  const room = await server.createRoom({ text: `${text.join('\n\n')}\n\nThe end` })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
  await listen(ana)
  await ana.chooses('Split')
  await expect(ana.preview.getByText('The end')).toBeAttached()
  await expect(ana.page.locator('img.picture').first()).toBeAttached()
  const end = ana.page.locator('.cm-line', { hasText: 'The end' })
  while (!(await end.isVisible())) await ana.press('PageDown')
  for (const address of await ana.page.locator('img.picture').evaluateAll(sources))
    expect(address).toMatch(/^\/api\/rooms\/[\w-]+\/attachments\/[\w-]+$/)
  await isUntouched(ana, server)
})

const sources = (all: readonly unknown[]): string[] =>
  (all as readonly { getAttribute: (name: string) => string }[]).map((each) =>
    each.getAttribute('src'),
  )
