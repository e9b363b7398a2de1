/**
 * Promise: nothing that anybody writes runs in another's page, asks for anything, or is even tried.
 *
 * Every payload in the text, seen in the editor and the preview. The other doors are xss-doors.spec.ts's.
 */
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'
import { isUntouched, listen } from './untouched.ts'
import { OUT, PAYLOADS } from './xss-payloads.ts'

const PART = Math.ceil(PAYLOADS.length / 5)
const parts = Array.from({ length: 5 }, (_, at) => PAYLOADS.slice(at * PART, (at + 1) * PART))

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
