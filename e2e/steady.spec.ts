/**
 * Promise: nothing moves while the page comes, however late its letters are.
 */
import type { Person } from './people.ts'
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

/** What web.dev calls good is 0.1. */
const MOST_SHIFT = 0.02

const WATCH = `globalThis.shift = 0
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.shift += value
}).observe({ type: 'layout-shift', buffered: true })`

const LINE = 'The weft goes over one warp thread and _under_ the next. '.repeat(8)

/** Back on the page, with letters that the browser does not have and is given late. */
async function returns({ page }: Person, url: string): Promise<void> {
  await page.addInitScript({ content: WATCH })
  await page.route('**/*.woff2', async (route) => {
    await page.waitForSelector('h1, .cm-line')
    await route.continue()
  })
  await page.goto(url, { waitUntil: 'commit' })
}

/** Runs in the page. Once every letter is there that was asked for, and two frames have been drawn with them. */
const SETTLED = `(async () => {
  await document.fonts.ready
  for (let frame = 0; frame < 2; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn))
  return globalThis.shift
})()`

const shiftOf = ({ page }: Person): Promise<number> => page.evaluate(SETTLED)

for (const width of [390, 1440])
  test(`at ${width} px neither the start page nor a text moves`, async ({ server, open }) => {
    const viewport = { width, height: 900 }
    const room = await server.createRoom({ text: Array(40).fill(LINE).join('\n\n') })
    const ana = await open(server.url, { viewport, serviceWorkers: 'block' })
    await returns(ana, server.url)
    await expect(ana.page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(await shiftOf(ana)).toBeLessThan(MOST_SHIFT)

    await ana.page.goto(linkOf(room, 'editor'), { waitUntil: 'commit' })
    await expect(ana.page.getByRole('toolbar')).toBeVisible()
    await expect(ana.page.locator('.md-emphasis').first()).toBeVisible()
    expect(await shiftOf(ana)).toBeLessThan(MOST_SHIFT)
  })
