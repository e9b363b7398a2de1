/**
 * Promise: nothing that anybody writes runs in another's page, asks for anything, or is even tried.
 *
 * Every payload in the text, seen in the preview; and as title, person's name, link label and file name.
 */
import type { Person } from './people.ts'
import { linkOf, type Server } from './server.ts'
import { expect, test } from './stage.ts'
import { OUT, PAYLOADS } from './xss-payloads.ts'

const PART = Math.ceil(PAYLOADS.length / 5)
const parts = Array.from({ length: 5 }, (_, at) => PAYLOADS.slice(at * PART, (at + 1) * PART))

/** Asks every window of the page whether anything ran in it; hears what one would say to the top. */
async function isUntouched({ page, errors, contacts }: Person, server: Server): Promise<void> {
  for (const frame of page.frames())
    expect(await frame.evaluate('globalThis.pwned ?? globalThis.heard ?? 0')).toBe(0)
  expect(errors).toEqual([])
  const own = [server.url, server.url.replace('http', 'ws'), 'null']
  expect([...contacts].filter((origin) => !own.includes(origin))).toEqual([])
}

/** Notes dialogs and what a script would say. */
async function listen(person: Person): Promise<void> {
  person.page.on('dialog', (dialog) => {
    person.errors.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await person.page.evaluate(`addEventListener('message', ({ data }) => {
    if (data === 'pwned') globalThis.heard = 1
  })`)
}

test('T24: there are 150 payloads', () => {
  expect(new Set(PAYLOADS).size).toBeGreaterThanOrEqual(150)
})

for (const [at, payloads] of parts.entries()) {
  test(`T24: in the text: no script, no request, no report (${at + 1} of 5)`, async ({
    server,
    open,
  }) => {
    // A rule under each, and fences closed, so that none hides the next.
    const text = payloads.join('\n\n----\n\n')
    const room = await server.createRoom({ text: `${text}\n\n----\n\n# The end` })
    const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
    await listen(ana)
    await ana.chooses('Split')
    const end = ana.preview.getByRole('heading', { name: 'The end' })
    await expect(end).toBeAttached()
    // All of it is drawn, formulas and diagrams too.
    const blocks = ana.preview.locator('.block')
    for (let block = 0; block < (await blocks.count()); block += 8)
      await blocks.nth(block).scrollIntoViewIfNeeded()
    await end.scrollIntoViewIfNeeded()
    await expect(
      ana.preview.locator('code[data-code=mermaid]:not(.is-wrong):not(:has(img))'),
    ).toHaveCount(0)
    await expect(ana.preview.locator('.math:not(.is-drawn):not(.is-wrong)')).toHaveCount(0)
    for (const link of await ana.preview.locator('a[href]').all())
      expect(await link.getAttribute('href')).toMatch(/^(https?:\/\/|mailto:|[^:/?#]*([/?#]|$))/)
    await isUntouched(ana, server)
  })
}

test('T24: as title, name, link label and file name', async ({ server, open }) => {
  test.setTimeout(120_000)
  const room = await server.createRoom({ text: 'Quiet.' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  await listen(ana)
  await ana.chooses('Split')
  await ana.isSaved()
  for (const payload of PAYLOADS) {
    await ana.title.fill(payload.replace(/\s+/g, ' ').slice(0, 200))
    await expect(ana.page).toHaveURL(/\/d\//)
  }
  await ana.isSaved()
  for (const payload of PAYLOADS.slice(0, 12)) {
    const name = payload.slice(0, 40)
    await server.makeLink(room, { label: name, role: 'viewer' }).catch(() => undefined)
    const { context } = await open(linkOf(room, 'viewer'), { name })
    await context.close()
  }
  await ana.page.getByRole('button', { name: 'Share' }).click()
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click()
  for (const payload of PAYLOADS.slice(0, 6)) {
    await ana.title.fill(payload)
    await ana.page.getByRole('button', { name: 'More', exact: true }).click()
    const downloading = ana.page.waitForEvent('download')
    await ana.page.getByRole('button', { name: 'Download', exact: true }).click()
    expect((await downloading).suggestedFilename()).not.toMatch(/[\\/<>:"|?*]/)
  }
  await isUntouched(ana, server)
})

test('T24: a script in the preview could reach neither the page nor the network', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'Quiet.' })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
  await ana.chooses('Split')
  await expect(ana.preview.getByText('Quiet.')).toBeVisible()
  const frame = ana.page.frames().find((each) => each.url().endsWith('/preview'))
  const found = await frame?.evaluate(`(async () => {
    const tries = {
      page: () => parent.document.title,
      storage: () => localStorage.length,
      cookie: () => document.cookie,
      network: () => fetch('${OUT}'),
      home: () => fetch('/api/rooms'),
      html: () => { document.body.innerHTML = '<b>x</b>' },
      away: () => { top.location.href = '${OUT}' },
    }
    const reached = []
    for (const [name, attempt] of Object.entries(tries))
      await Promise.resolve().then(attempt).then(() => reached.push(name), () => undefined)
    return reached
  })()`)
  expect(found).toEqual([])
  await expect(ana.page).toHaveURL(/\/d\//)
  // What it was refused is reported, as it should be.
  ana.errors.splice(0)
})
