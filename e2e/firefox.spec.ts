/**
 * Promise: it works in Firefox as it does in Chromium, and people of both write in one document.
 *
 * Where there is no Firefox, these are skipped and say so.
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, firefox } from '@playwright/test'
import { Person } from './people.ts'
import { watch } from './secrets.ts'
import { linkOf } from './server.ts'
import { test as base, expect } from './stage.ts'

const BRIDGE = join(import.meta.dirname, '..', 'tools', 'firefox-bridge.mjs')
const folders = (process.env.PATH ?? '').split(delimiter)
const isThere =
  process.env.FIREFOX_PATH !== undefined ||
  folders.some((folder) => existsSync(join(folder, 'firefox-esr')))

const test = base.extend<{ inFirefox: (url: string) => Promise<Person> }, { fox: Browser }>({
  fox: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what is needed
    async ({}, use) => {
      const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: BRIDGE })
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  inFirefox: async ({ fox }, use) => {
    const here: Person[] = []
    await use(async (url) => {
      const context = await fox.newContext()
      const person = new Person(await context.newPage(), 'Fay', watch(context))
      here.push(person)
      await person.visit(url)
      return person
    })
    for (const person of here) await person.leave()
    expect(here.flatMap(({ errors }) => errors)).toEqual([])
  },
})

test.skip(!isThere, 'SKIPPED: no Firefox here. Install firefox-esr, or set FIREFOX_PATH.')
test.slow()

test('Firefox and Chromium write in one document', async ({ server, open, inFirefox }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  const fay = await inFirefox(link)
  await fay.isSaved()
  await ana.type('From Chromium. ')
  await fay.sees('From Chromium. ')
  await fay.type('From Firefox.', 'end')
  await ana.sees('From Chromium. From Firefox.')
  await fay.isSaved()
})

test('in Firefox a known document opens with no server, and what is written there arrives', async ({
  ownServer: server,
  inFirefox,
}) => {
  const fay = await inFirefox(server.url)
  await expect
    .poll(() => fay.page.evaluate('navigator.serviceWorker.controller !== null'))
    .toBe(true)
  // Not by the button: of several windows without a screen only one is the active one.
  const link = linkOf(await server.createRoom(), 'editor')
  await fay.visit(link)
  await fay.isSaved()
  await fay.type('Before.')
  await fay.isSaved()
  await fay.visit('about:blank')
  await server.crash()
  await fay.visit(link)
  await fay.sees('Before.')
  await fay.type(' On the train.', 'end')
  await fay.isTold('Not saved yet: offline, kept in this browser')
  await server.restart()
  await fay.isSaved()
  expect(await server.textAt(link)).toBe('Before. On the train.')
})
