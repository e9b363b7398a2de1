/**
 * Promise: Weft can be installed, and what one has opened opens without a network; on return all of it
 * merges, once.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { SignJWT } from 'jose'
import { createServer } from '../server/server.ts'
import type { Person } from './people.ts'
import { expect, test } from './stage.ts'

const KEPT = 'Not saved yet: offline, kept in this browser'
const LONG = /^You are offline\./

/** The service worker has kept the page, and answers for it. */
async function isKept({ page }: Person): Promise<void> {
  await expect.poll(() => page.evaluate('navigator.serviceWorker.controller !== null')).toBe(true)
}

/** The service worker of the server's version is at work, and no other is on its way. */
async function isKeptNew({ page }: Person): Promise<void> {
  const state = () =>
    page.evaluate(`(async () => {
      const worker = await navigator.serviceWorker.ready
      await worker.update()
      const { installing, waiting, active } = worker
      return [installing, waiting, active].map((each) => each?.state ?? null)
    })()`)
  await expect.poll(state).toEqual([null, null, 'activated'])
}

test('it is what browsers ask of an app to be installed', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  await isKept(ana)
  const href = await ana.page.locator('link[rel=manifest]').getAttribute('href')
  const answer = await ana.page.request.get(server.url + href)
  expect(answer.headers()['content-type']).toContain('application/manifest+json')
  const manifest = await answer.json()
  expect(manifest).toMatchObject({ name: 'Weft', start_url: '/', display: 'standalone' })
  for (const { src, sizes, type } of manifest.icons) {
    const icon = await ana.page.request.get(server.url + src)
    expect(icon.headers()['content-type']).toContain(type)
    if (type !== 'image/png') continue
    // Where a PNG has its width and height.
    const bytes = await icon.body()
    expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes)
  }
  const purposes = manifest.icons.map(({ purpose = 'any' }) => purpose)
  expect(purposes).toContain('maskable')
})

test('a known document opens with no server, is written in, loaded again, and merges once', async ({
  ownServer: server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  await isKept(ana)
  const link = await ana.makeDocument()
  await ana.title.fill('Train')
  await ana.type('Before.')
  await ana.isSaved()
  await ana.visit('about:blank')
  await server.crash()

  await ana.visit(server.url)
  await expect(ana.page.getByText(/^Offline\. These are the documents/)).toBeVisible()
  await expect(ana.page.getByText('Kept in this browser', { exact: true })).toBeVisible()
  await ana.page.getByRole('link', { name: /Train/ }).click()
  await ana.sees('Before.')
  await ana.type(' On the train.', 'end')
  await ana.isTold(KEPT)
  const asked = ana.page.waitForEvent('dialog')
  const again = ana.page.reload()
  await (await asked).accept()
  await again
  await ana.sees('Before. On the train.')
  await ana.isTold(KEPT)

  await server.restart()
  await ana.isSaved()
  await ana.sees('Before. On the train.')
  expect(await server.textAt(link)).toBe('Before. On the train.')
  const ben = await open(link, { name: 'Ben Okoye' })
  await ben.sees('Before. On the train.')
})

test('T25: nothing that is secret is kept with the page, and each page has a nonce of its own', async ({
  ownServer: server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  await isKept(ana)
  const link = await ana.makeDocument()
  await ana.type('Words.')
  await ana.isSaved()
  await ana.page.reload()
  await ana.sees('Words.')
  const kept = (await ana.page.evaluate(`(async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)))
    const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat()
    return requests.map(({ url }) => url)
  })()`)) as string[]
  const paths = kept.map((url) => new URL(url).pathname)
  expect(paths).toContain('/')
  expect(paths.filter((path) => /^\/(api|ws|auth|d)\b/.test(path))).toEqual([])
  expect(kept.join(' ')).not.toContain(new URL(link).hash.slice(1))

  await ana.visit('about:blank')
  await server.crash()
  const nonces = new Set<string>()
  for (let visit = 0; visit < 2; visit += 1) {
    await ana.visit(server.url)
    await ana.visit(link)
    await ana.sees('Words.')
    const meta = ana.page.locator('meta[name=csp-nonce]')
    nonces.add((await meta.evaluate((element) => element.nonce || element.content)) ?? '')
    await ana.visit('about:blank')
  }
  expect(nonces.size).toBe(2)
})

test('after ten seconds offline, and not before, a line says what that means', async ({
  server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  await ana.page.clock.install()
  await ana.makeDocument()
  // From here on time goes by only when it is told to.
  await ana.page.clock.pauseAt(Date.now() + 5_000)
  await ana.goesOffline()
  await ana.page.clock.runFor(2_500)
  await ana.isTold('Offline: all your changes are saved')
  await ana.page.clock.runFor(9_000)
  await expect(ana.page.getByText(LONG)).toHaveCount(0)
  await ana.page.clock.runFor(1_500)
  await expect(ana.page.getByText(LONG)).toBeVisible()
  await ana.page.clock.resume()
  await ana.type('x')
  await expect(ana.page.getByText(/but not on the server yet/)).toBeVisible()
})

test('with a full disk the page works, and keeps no more', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  await isKept(ana)
  const devtools = await ana.context.newCDPSession(ana.page)
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 1 })
  const keeps = `caches.open('weft-more').then((more) => more.put('/more', new Response('more')))`
  await expect(ana.page.evaluate(keeps)).rejects.toThrow('QuotaExceededError')
  await ana.makeDocument()
  await ana.title.fill('main.py')
  await ana.type('def weave')
  // What knows the language is not kept from the start.
  await expect(ana.editor.locator('.code-keyword')).toHaveText('def')
})

test('nobody is asked before leaving when all is saved', async ({ ownServer: server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  await isKept(ana)
  await ana.makeDocument()
  await ana.type('All of it.')
  await ana.isSaved()
  await server.crash()
  await ana.isTold('Offline: all your changes are saved')
  let asked = false
  ana.page.on('dialog', (dialog) => {
    asked = true
    void dialog.accept()
  })
  await ana.page.reload()
  await ana.sees('All of it.')
  expect(asked).toBe(false)
})

test('a new version of the page is a line that asks; until then the old one works on, whole', async ({
  open,
}) => {
  const [dataDir, client] = [newFolder(), newFolder()]
  cpSync(BUILT, client, { recursive: true })
  const start = async (port: number) => {
    const server = await createServer({
      jwtSecret: SECRET,
      dataDir,
      client,
      limits: { joinBurst: 1_000 },
    })
    return { server, port: await server.listen(port, '127.0.0.1') }
  }
  const first = await start(0)
  const url = `http://127.0.0.1:${first.port}`
  const ana = await open(url, { name: 'Ana Silva' })
  await isKept(ana)
  await ana.makeDocument()
  await ana.type('Mine.')
  await ana.isSaved()
  const notice = ana.page.getByText('There is a new version of Weft.')
  const parts = () => ana.page.evaluate("document.querySelector('script[type=module]').src")
  const old = await parts()

  await first.server.close()
  changeStart(client)
  const second = await start(first.port)
  await expect(notice).toBeVisible()
  await ana.type(' Still mine.', 'end')
  await ana.isSaved()
  expect(await parts()).toBe(old)
  // A part that only the old version has, and that was not asked for before.
  await ana.page.getByRole('button', { name: 'Share' }).click()
  await ana.page.keyboard.press('Escape')

  await ana.page.getByRole('button', { name: 'Reload' }).click()
  await ana.sees('Mine. Still mine.')
  await expect(notice).toHaveCount(0)
  expect(await parts()).not.toBe(old)
  await isKeptNew(ana)
  await second.server.close()
  await ana.visit('about:blank')
  await ana.visit(url)
  expect(await parts()).not.toBe(old)
  for (const folder of [dataDir, client]) rmSync(folder, { recursive: true })
})

test('what was kept of a document that was made anew is a draft, and never merged', async ({
  open,
}) => {
  // Two servers, three visits and two looks for barriers.
  test.slow()
  const host = await forgetfulServer()
  const { url } = host
  const ana = await open(await madeByHost(url, 'One\nTwo\nThree'), { name: 'Ana Silva' })
  await ana.sees('One\nTwo\nThree')
  await ana.title.fill('Minutes of May')
  await ana.type('\nMine', 'end')
  await ana.isSaved()
  await ana.visit('about:blank')

  await host.forgets()
  const link = await madeByHost(url, 'One\nTwo\nFour')
  await ana.visit(link)
  await expect(ana.page.getByRole('heading', { name: 'This document was made anew' })).toBeVisible()
  const kept = ana.page.getByRole('textbox', { name: 'This browser’s text' })
  await expect(kept.locator('.cm-deletedChunk')).toHaveText('Four')
  await expect(kept.locator('.cm-insertedLine')).toHaveText(['Three', 'Mine'])
  await ana.page.getByRole('button', { name: 'Copy my text' }).click()
  await expect.poll(() => ana.clipboard()).toBe('One\nTwo\nThree\nMine')
  for (const colorScheme of ['light', 'dark'] as const) {
    await ana.page.emulateMedia({ colorScheme })
    await ana.photograph(`draft-${colorScheme}`)
    const { violations } = await new AxeBuilder({ page: ana.page }).analyze()
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(grave.map(({ id }) => id)).toEqual([])
  }

  const ben = await open(link, { name: 'Ben Okoye' })
  await ben.sees('One\nTwo\nFour')
  await ana.page.reload()
  await ana.page.getByRole('button', { name: 'Open it as a new document' }).click()
  await ana.page.waitForURL(/\/d\/(?!minutes)/)
  await ana.sees('One\nTwo\nThree\nMine')
  await expect(ana.title).toHaveValue('Minutes of May')
  await ana.visit(link)
  await ana.sees('One\nTwo\nFour')
  await ana.isSaved()
  await ben.sees('One\nTwo\nFour')
  await host.stop()
})

test('what a slow browser has kept of a document that was made anew is neither merged nor lost', async ({
  open,
}) => {
  // Two servers, and five visits.
  test.slow()
  const host = await forgetfulServer()
  const { url } = host
  const toFirst = await madeByHost(url, 'Old')
  const ana = await open(url, { name: 'Ana Silva' })
  await ana.page.clock.install()
  const tab = await ana.anotherTab()
  await tab.visit(url)

  await holds(tab, 'updates', 'custom')
  await ana.visit(toFirst)
  await seesInTime(ana, 'Old')
  await letsGo(tab)
  // What is late, and of this edition, is kept all the same.
  await expect.poll(() => keptUpdates(tab)).toBeGreaterThan(0)
  await ana.type(', mine', 'end')
  await ana.isSaved()
  await ana.visit('about:blank')
  await host.forgets()
  const link = await madeByHost(url, 'New')
  const ben = await open(link, { name: 'Ben Okoye' })

  await holds(tab, 'updates', 'custom')
  await ana.visit(link)
  await seesInTime(ana, 'New')
  await letsGo(tab)
  await ana.type('er', 'end')
  await ben.sees('Newer')
  await ana.isSaved()

  await holds(tab, 'updates')
  const granted = ana.page.waitForResponse(/token$/)
  await ana.page.reload()
  await granted
  // So long that the page waits for it no more, and not so long that it gives it up.
  await ana.page.clock.runFor(2_000)
  await letsGo(tab)
  const kept = ana.page.getByRole('textbox', { name: 'This browser’s text' })
  await expect(kept.locator('.cm-insertedLine')).toHaveText('Old, mine')
  await ben.sees('Newer')
  await host.stop()
})

/** As if the browser were slow: what it keeps of the document can be neither read nor written meanwhile. */
async function holds({ page }: Person, ...stores: readonly string[]): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    const asked = indexedDB.open('weft:minutes')
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('updates', { autoIncrement: true })
      asked.result.createObjectStore('custom')
    }
    asked.onerror = reject
    asked.onsuccess = () => {
      const held = asked.result.transaction(${JSON.stringify(stores)}, 'readwrite')
      const store = held.objectStore('updates')
      let isOver = false
      const on = () => {
        if (!isOver) store.count().onsuccess = on
      }
      held.oncomplete = () => asked.result.close()
      globalThis.letGo = () => { isOver = true }
      on()
      resolve()
    }
  })`)
}

async function letsGo({ page }: Person): Promise<void> {
  await page.evaluate('letGo()')
}

async function keptUpdates({ page }: Person): Promise<number> {
  return (await page.evaluate(`new Promise((resolve, reject) => {
    const asked = indexedDB.open('weft:minutes')
    asked.onerror = reject
    asked.onsuccess = () => {
      const counted = asked.result.transaction('updates').objectStore('updates').count()
      counted.onsuccess = () => resolve(counted.result)
      asked.result.close()
    }
  })`)) as number
}

/** However long its patience is: the page's time is at hand. */
async function seesInTime(person: Person, text: string): Promise<void> {
  const seen = async () => {
    await person.page.clock.runFor(500)
    return person.text()
  }
  await expect.poll(seen, { message: `${person.name} sees the text` }).toBe(text)
}

/** A document of this text whose name a host application chose. Returns a link to write in it. */
async function madeByHost(url: string, text: string): Promise<string> {
  const token = await new SignJWT({ name: 'Host', room: 'minutes', role: 'owner' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('host')
    .setAudience('weft')
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(SECRET))
  const authorization = `Bearer ${token}`
  const ask = async (method: string, way: string, type: string, body: string) => {
    const headers = { authorization, 'content-type': type }
    const answer = await fetch(`${url}/api/rooms/minutes/${way}`, { method, headers, body })
    if (!answer.ok) throw new Error(`${way}: ${answer.status} ${await answer.text()}`)
    return answer.status === 204 ? null : answer.json()
  }
  // Only a connection makes the document that a host's token names.
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/minutes?token=${token}`)
  await new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }))
  socket.close()
  await ask('PUT', 'text', 'text/plain', text)
  const body = JSON.stringify({ role: 'editor' })
  return ((await ask('POST', 'links', 'application/json', body)) as { url: string }).url
}

const SECRET = 'only for tests, thirty-two letters'
const BUILT = join(import.meta.dirname, '..', 'client', 'dist')
/** A server that can be replaced, at its address, by one that knows nothing of what was there. */
async function forgetfulServer() {
  const folders: string[] = []
  const start = async (port: number) => {
    const dataDir = newFolder()
    folders.push(dataDir)
    const server = await createServer({ jwtSecret: SECRET, dataDir, limits: { joinBurst: 1_000 } })
    return { server, port: await server.listen(port, '127.0.0.1') }
  }
  let now = await start(0)
  const { port } = now
  const forgets = async () => {
    await now.server.close()
    now = await start(port)
  }
  const stop = async () => {
    await now.server.close()
    for (const folder of folders) rmSync(folder, { recursive: true })
  }
  return { url: `http://127.0.0.1:${port}`, forgets, stop }
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'weft-e2e-'))

/** As if one letter of the start had changed: all that names it names another file. */
function changeStart(client: string): void {
  const assets = join(client, 'assets')
  const [start = ''] = readdirSync(assets).filter((name) => /^index-.*\.js$/.test(name))
  const changed = start.replace(/^index-./, 'index-_')
  for (const folder of [client, assets])
    for (const name of readdirSync(folder)) {
      // What was compressed is of the old version.
      if (/\.(br|gz)$/.test(name)) rmSync(join(folder, name))
      if (!/\.(js|html)$/.test(name)) continue
      const path = join(folder, name)
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(start, changed))
    }
  cpSync(join(assets, start), join(assets, changed))
  rmSync(join(assets, start))
  const worker = join(client, 'sw.js')
  const code = readFileSync(worker, 'utf8')
  writeFileSync(
    worker,
    code.replace(/[0-9a-f]{16}/, (version) => [...version].reverse().join('')),
  )
}
