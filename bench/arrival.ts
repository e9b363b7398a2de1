/**
 * Arrival: what coming to the page is like with a slow machine on a slow line.
 *
 * The processor is four times slower than this one, and the line Lighthouse's slow 4G: Chromium throttles
 * both. What the service worker asks for is not throttled, nor is the WebSocket.
 */
import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test'

/** In ms from the click on the link until a letter typed at once is on screen. */
export interface FirstLetter {
  /** In a new browser. */
  readonly cold: number
  /** In one that has been here. */
  readonly warm: number
  /** The same on a slow line. */
  readonly slowCold: number
  readonly slowWarm: number
}

/** Until 5 s after all was there. Times in ms from the click on the link. */
export interface Settling {
  readonly firstPaint: number
  readonly largestPaint: number
  /** The sum of all layout shifts: no session of them is larger. */
  readonly shift: number
  /** Of each task of the main thread, what it took over 50 ms. */
  readonly blocking: number
}

export interface Arrival {
  readonly letter: FirstLetter
  /** On a slow line: the start page of somebody new, that of somebody with documents, and a document. */
  readonly start: Settling
  readonly list: Settling
  readonly room: Settling
}

const SLOWER = 4
const SLOW_LINE = {
  offline: false,
  /** Ms. */
  latency: 562.5,
  /** Bytes a second. */
  downloadThroughput: (1_474.56 * 1_024) / 8,
  uploadThroughput: (675 * 1_024) / 8,
}
const SETTLING_MS = 5_000

/** Runs in the page: what there was of each kind, from the beginning. */
const PROBE = `{
  const seen = { shift: 0, blocking: 0, largestPaint: 0, firstPaint: 0 }
  globalThis.seen = seen
  const watch = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true })
  watch('layout-shift', ({ value, hadRecentInput }) => { if (!hadRecentInput) seen.shift += value })
  watch('longtask', ({ duration }) => { seen.blocking += duration - 50 })
  watch('largest-contentful-paint', ({ startTime }) => { seen.largestPaint = startTime })
  watch('paint', ({ name, startTime }) => {
    if (name === 'first-contentful-paint') seen.firstPaint = startTime
  })
  new MutationObserver(() => {
    if (globalThis.letter || !document.querySelector('.cm-line')?.textContent.startsWith('§')) return
    globalThis.letter = new Promise((resolve) =>
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))))
  }).observe(document, { childList: true, subtree: true, characterData: true })
}`

interface Place {
  /** The server's address. */
  readonly origin: string
  /** A document's. */
  readonly link: string
}

/** One run, about 40 s. */
export async function arrival(browser: Browser, { origin, link }: Place): Promise<Arrival> {
  const visitor = () => Visitor.arrive(browser)
  const [quick, slow, stranger] = [await visitor(), await visitor(), await visitor()]
  const letter = {
    cold: await quick.firstLetter(link, false),
    warm: await quick.firstLetter(link, false),
    slowCold: await slow.firstLetter(link, true),
    slowWarm: await slow.firstLetter(link, true),
  }
  const list = await slow.settling(origin, '.document-row')
  const start = await stranger.settling(origin, '.hero')
  await stranger.leave()
  const reader = await visitor()
  const room = await reader.settling(link, '.cm-line')
  for (const each of [quick, slow, reader]) await each.leave()
  return { letter, start, list, room }
}

/** A browser with a memory of its own. */
class Visitor {
  readonly #context: BrowserContext

  private constructor(context: BrowserContext) {
    this.#context = context
  }

  static async arrive(browser: Browser): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    await context.addInitScript({ content: PROBE })
    return new Visitor(context)
  }

  async #visit<T>(isSlow: boolean, use: (page: Page) => Promise<T>): Promise<T> {
    const page = await this.#context.newPage()
    const devtools = await this.#context.newCDPSession(page)
    await slowDown(devtools, isSlow)
    try {
      return await use(page)
    } finally {
      await page.close()
    }
  }

  firstLetter(link: string, isSlow: boolean): Promise<number> {
    return this.#visit(isSlow, async (page) => {
      await page.goto(link, { waitUntil: 'commit' })
      await page.waitForSelector('.cm-content[contenteditable=true]')
      await page.locator('.cm-content').focus()
      await page.keyboard.press('ControlOrMeta+Home')
      await page.keyboard.insertText('§')
      await page.waitForSelector('.cm-line:first-child:text("§")')
      const time = await page.evaluate('globalThis.letter')
      await page.keyboard.press('Backspace')
      // What it keeps for the next time is there, and the letter is gone at the server, too.
      await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
      await page.waitForSelector('[data-status=saved]')
      return Number(time)
    })
  }

  settling(url: string, what: string): Promise<Settling> {
    return this.#visit(true, async (page) => {
      await page.goto(url, { waitUntil: 'load' })
      await page.waitForSelector(what)
      await page.waitForTimeout(SETTLING_MS)
      return (await page.evaluate('globalThis.seen')) as Settling
    })
  }

  leave(): Promise<void> {
    return this.#context.close()
  }
}

async function slowDown(devtools: CDPSession, isSlow: boolean): Promise<void> {
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  await devtools.send('Network.enable')
  if (isSlow) await devtools.send('Network.emulateNetworkConditions', SLOW_LINE)
}
