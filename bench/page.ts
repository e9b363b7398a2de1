/**
 * Page: what the page costs whoever sits in front of it, in a real browser on a real server.
 *
 * Promises figures of this very build: what is loaded before the first keystroke works, how long a
 * megabyte takes to open, and what frames and keys cost while twenty other people's carets move. What
 * frames and keys cost is the main thread's own time, out of Chromium's trace: how busy the machine is
 * with others is not in it, and it says what is script and what is rendering. Each figure is the median
 * of several runs, each run in a new browser profile.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { createRoom, StockClient, until } from '../server/testing/live.ts'
import { awarenessFrame } from '../shared/protocol.ts'
import { findBrowser } from '../tools/browser.mjs'
import { percentile } from '../tools/figures.ts'
import { LightClient } from '../tools/load/light-client.ts'
import { UNLIMITED } from '../tools/load/limits.ts'
import { Passes } from '../tools/passes.ts'
import { ServerProcess } from '../tools/server-process.ts'
import { type Arrival, arrival } from './arrival.ts'
import { type Machine, machine } from './report/results.ts'

export interface FirstLoad {
  /** Bytes of gzipped JavaScript that was asked for before the editor stood. */
  readonly neededBytes: number
  /** What the browser has to read of that, unpacked. */
  readonly parsedBytes: number
  /** Bytes of gzipped JavaScript of all that was asked for until the first key had its letter on screen. */
  readonly loadedBytes: number
  /** Bytes of JavaScript that came over the wire by then, as the server sent it. */
  readonly sentBytes: number
}

/** In ms, from the click on the link. */
export interface Opening {
  readonly paint: number
  readonly text: number
  /** A key pressed when the text was there has its letter on screen. */
  readonly key: number
  /** What of the main thread's time until then was script, and what style, layout and paint. */
  readonly script: number
  readonly rendering: number
}

/** In ms of the main thread's own time. */
export interface Typing {
  readonly frameMedian: number
  readonly frameP95: number
  readonly frameMax: number
  /** By the clock: this machine's other work, the server's and the crowd's too, is in it. */
  readonly frameClockP95: number
  readonly keyMedian: number
  readonly keyP95: number
  /** A share of 1 of all the time. */
  readonly busy: number
  readonly script: number
  readonly rendering: number
}

/** Of one run, or the median of several. */
interface Run {
  readonly firstLoad: FirstLoad
  readonly arrival: Arrival
  readonly opening: Opening
  readonly alone: Typing
  readonly crowd: Typing
  readonly paragraph: Typing
}

export interface PageFigures extends Run {
  /** ISO 8601. */
  readonly started: string
  /** Not in what was measured before it was noted here. */
  readonly machine?: Machine
}

const MEGABYTE = 1_000_000
/** Some pages, as most documents have. */
const NOTE = 20_000
const PEOPLE = 20
/** Each other person's caret moves so often a second. */
const MOVES = 5
const TYPED = 80
/** In ms: 12 keys a second, which is fast for a person. */
const KEY_PAUSE = 80
const LINE = 'The weft goes over one warp thread and _under_ the next, row after row.'
/** In letters from the start of the text: where others' carets wander, all of it on screen. */
const IN_VIEW = 1_500

const prose = (bytes: number): string =>
  Array.from({ length: Math.ceil(bytes / 450) }, (_, at) => paragraph(at))
    .join('\n\n')
    .slice(0, bytes)

const paragraph = (at: number): string =>
  at % 12 === 0 ? `## Chapter ${at / 12 + 1}` : Array(6).fill(LINE).join('\n')

/** One paragraph of 7,000 lines. */
const giant = (): string => Array(7_000).fill(LINE.slice(0, 66)).join('\n')

/** Runs in the page: notes when things were first there. */
const PROBE = `
  const times = {}
  const waiting = []
  const first = (name, time = performance.now()) => {
    times[name] ??= time
    for (const [wanted, resolve] of waiting) if (wanted === name) resolve(times)
  }
  globalThis.until = (name) => new Promise((resolve) => {
    if (name in times) resolve(times)
    else waiting.push([name, resolve])
  })
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries())
      if (name === 'first-contentful-paint') first('paint', startTime)
  }).observe({ type: 'paint', buffered: true })
  new MutationObserver(() => {
    if (!document.querySelector('.cm-content')) return
    first('editor')
    const words = document.querySelector('.cm-line')?.textContent
    if (words?.startsWith('#') || words?.startsWith('The')) requestAnimationFrame(() => setTimeout(() => first('text')))
    if (words?.startsWith('§')) requestAnimationFrame(() => setTimeout(() => first('key')))
  }).observe(document, { childList: true, subtree: true, characterData: true })
`

class Bench {
  readonly #browser: Browser
  readonly #server: ServerProcess
  readonly #passes: Passes

  constructor(browser: Browser, server: ServerProcess, passes: Passes) {
    this.#browser = browser
    this.#server = server
    this.#passes = passes
  }

  async document(text: string): Promise<{ room: string; link: string }> {
    const { room, links } = await createRoom(this.#server.url, { text })
    const link = links.find(({ role }) => role === 'editor')
    if (link === undefined) throw new Error('a new room has no link to write')
    return { room, link: link.url }
  }

  async #visit<T>(use: (page: Page, context: BrowserContext) => Promise<T>): Promise<T> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 } })
    await context.addInitScript({ content: PROBE })
    try {
      return await use(await context.newPage(), context)
    } finally {
      await context.close()
    }
  }

  firstLoad(link: string): Promise<FirstLoad> {
    return this.#visit(async (page) => {
      const scripts: { url: string; size: Promise<Size> }[] = []
      page.on('requestfinished', (request) => {
        if (request.resourceType() !== 'script') return
        scripts.push({ url: request.url(), size: sizeOf(request) })
      })
      await page.goto(link)
      const { editor, key } = await typeFirst(page)
      const starts = await startsOf(page)
      const until = async (time: number) => {
        const before = scripts.filter(({ url }) => (starts.get(url) ?? 0) < time)
        return Promise.all(before.map(({ size }) => size))
      }
      const sum = (sizes: readonly Size[], which: keyof Size) =>
        sizes.reduce((total, size) => total + size[which], 0)
      const [needed, loaded] = [await until(editor), await until(key)]
      return {
        neededBytes: sum(needed, 'gzipped'),
        parsedBytes: sum(needed, 'parsed'),
        loadedBytes: sum(loaded, 'gzipped'),
        sentBytes: sum(loaded, 'sent'),
      }
    })
  }

  arrival(link: string): Promise<Arrival> {
    return arrival(this.#browser, { origin: this.#server.url, link })
  }

  opening(link: string): Promise<Opening> {
    return this.#visit(async (page) => {
      const trace = await Trace.start(page)
      await page.goto(link, { waitUntil: 'commit' })
      await seen(page, 'text')
      const { paint, text, key } = await typeFirst(page)
      return { paint, text, key, ...(await trace.stop()).shares() }
    })
  }

  /** Types near the top, with so many carets of others moving around it. */
  async typing(text: string, people: number): Promise<Typing> {
    const { room, link } = await this.document(text)
    const crowd = await Crowd.join(this.#server.url, room, this.#passes, people)
    try {
      return await this.#visit(async (page) => {
        await page.goto(link)
        await seen(page, 'text')
        await goToLine(page, 8)
        if (people > 0) await page.waitForSelector('.caret')
        // The parser goes on in the background after the text is there.
        await page.waitForTimeout(3_000)
        const trace = await Trace.start(page)
        await typeOn(page)
        return (await trace.stop()).typing()
      })
    } finally {
      crowd.leave()
    }
  }
}

/** Of a file of JavaScript, in bytes. */
interface Size {
  readonly gzipped: number
  readonly parsed: number
  readonly sent: number
}

async function sizeOf(request: {
  response: () => Promise<{ body: () => Promise<Buffer> } | null>
  sizes: () => Promise<{ responseBodySize: number }>
}): Promise<Size> {
  const response = await request.response()
  if (response === null) return { gzipped: 0, parsed: 0, sent: 0 }
  const [{ responseBodySize: sent }, body] = [await request.sizes(), await response.body()]
  return { gzipped: gzipSync(body, { level: 9 }).length, parsed: body.length, sent }
}

interface Seen {
  readonly paint: number
  readonly editor: number
  readonly text: number
  readonly key: number
}

/** Waits for it, and returns when everything so far was. In-page, for the page's policy forbids `waitForFunction`. */
const seen = (page: Page, what: keyof Seen) =>
  page.evaluate(`globalThis.until('${what}')`) as Promise<Seen>

async function startsOf(page: Page): Promise<Map<string, number>> {
  const all = await page.evaluate(
    `performance.getEntriesByType('resource').map(({ name, startTime }) => [name, startTime])`,
  )
  return new Map(all as [string, number][])
}

async function goToLine(page: Page, line: number): Promise<void> {
  const editor = page.locator('.cm-content')
  await editor.press('ControlOrMeta+Home')
  for (let at = 1; at < line; at += 1) await editor.press('ArrowDown')
}

/** The first letter, as soon as the editor takes it. */
async function typeFirst(page: Page): Promise<Seen> {
  await page.waitForSelector('.cm-content[contenteditable=true]')
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.insertText('§')
  return seen(page, 'key')
}

async function typeOn(page: Page): Promise<void> {
  const words = `${LINE} `.slice(0, TYPED)
  const begun = performance.now()
  for (const [at, letter] of [...words].entries()) {
    await page.waitForTimeout(Math.max(0, begun + at * KEY_PAUSE - performance.now()))
    await page.keyboard.press(letter === ' ' ? 'Space' : letter)
  }
}

/** Other people, without documents behind them: their carets move, and do nothing else. */
class Crowd {
  readonly #people: readonly LightClient[]
  readonly #states: readonly Awareness[]
  readonly #timer: NodeJS.Timeout

  private constructor(people: readonly LightClient[], places: readonly Y.RelativePosition[]) {
    this.#people = people
    this.#states = people.map(() => new Awareness(new Y.Doc()))
    let turn = 0
    const next = () => this.#move(turn++ % Math.max(1, people.length), places)
    this.#timer = setInterval(next, 1_000 / MOVES / Math.max(1, people.length))
  }

  static async join(url: string, room: string, passes: Passes, size: number): Promise<Crowd> {
    const addressOf = async (name: string) => {
      const token = await passes.for(room, name, 'editor')
      return `${url.replace('http', 'ws')}/ws/${room}?token=${token}`
    }
    const names = Array.from({ length: size }, (_, at) => `Person ${at + 1}`)
    const people = await Promise.all(
      names.map(async (name) => new LightClient(await addressOf(name))),
    )
    for (const each of people) each.connect()
    await until(() => people.every(({ isSynced }) => isSynced))
    const reader = new StockClient(url, room, await passes.for(room, 'Reader', 'viewer'))
    await reader.synced()
    const places = Array.from({ length: IN_VIEW }, (_, at) =>
      Y.createRelativePositionFromTypeIndex(reader.text, at),
    )
    reader.close()
    return new Crowd(people, places)
  }

  #move(person: number, places: readonly Y.RelativePosition[]): void {
    const state = this.#states[person]
    const at = places[Math.floor(Math.random() * places.length)]
    if (state === undefined) return
    state.setLocalStateField('cursor', { anchor: at, head: at })
    this.#people[person]?.send(awarenessFrame(encodeAwarenessUpdate(state, [state.clientID])))
  }

  leave(): void {
    clearInterval(this.#timer)
    for (const each of this.#people) each.leave()
    for (const each of this.#states) each.destroy()
  }
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** In µs. */
  readonly ts: number
  readonly dur?: number
  /** Of `dur`, what this thread had the processor. */
  readonly tdur?: number
  readonly args: { readonly name?: string; readonly data?: { readonly type?: string } }
}

const CATEGORIES = [
  'devtools.timeline',
  'devtools.timeline.frame',
  'disabled-by-default-devtools.timeline',
  '__metadata',
]
const TASK = 'RunTask'
/** The end of a frame's work on the main thread: what it drew is handed on. */
const FRAME = 'BeginCommitCompositorFrame'
const KEYS = new Set(['keydown', 'keypress', 'beforeinput', 'textInput', 'input'])
const SCRIPT = new Set(['FunctionCall', 'EvaluateScript', 'v8.compile', 'v8.compileModule'])
const RENDERING = new Set(['UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'Layerize', 'Commit'])

/** Chromium's own account of the page's main thread. */
class Trace {
  readonly #events: readonly TraceEvent[]

  private constructor(events: readonly TraceEvent[]) {
    this.#events = events
  }

  static async start(page: Page): Promise<{ stop: () => Promise<Trace> }> {
    const session = await page.context().newCDPSession(page)
    const all: TraceEvent[] = []
    session.on('Tracing.dataCollected', ({ value }) => all.push(...(value as never[])))
    const complete = new Promise((resolve) => session.on('Tracing.tracingComplete', resolve))
    await session.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: { includedCategories: CATEGORIES },
    })
    const stop = async () => {
      await session.send('Tracing.end')
      await complete
      return new Trace(mainThreadOf(all))
    }
    return { stop }
  }

  /** Outermost only: a layout that a script forced is rendering, and taken out of the script. */
  shares(): { script: number; rendering: number } {
    const rendering = outermost(this.#named(RENDERING))
    const script = outermost(this.#named(SCRIPT))
    const forced = rendering.filter((each) => script.some((outer) => isWithin(each, outer)))
    return { script: total(script) - total(forced), rendering: total(rendering) }
  }

  typing(): Typing {
    const tasks = outermost(this.#named(new Set([TASK])))
    const frames = this.#events.filter(({ name }) => name === FRAME).map(({ ts }) => ts)
    const costs = sumBetween(frames, tasks, ownTime)
    const clock = sumBetween(frames, tasks, ({ dur = 0 }) => dur)
    const keys = this.#keyCosts(tasks)
    const span = (frames.at(-1) ?? 0) - (frames[0] ?? 0)
    return {
      frameMedian: percentile(costs, 0.5),
      frameP95: percentile(costs, 0.95),
      frameMax: percentile(costs, 1),
      frameClockP95: percentile(clock, 0.95),
      keyMedian: percentile(keys, 0.5),
      keyP95: percentile(keys, 0.95),
      busy: (1_000 * total(tasks)) / span,
      ...this.shares(),
    }
  }

  /** What each pressed letter cost: the tasks in which its events were handled. */
  #keyCosts(tasks: readonly TraceEvent[]): number[] {
    const events = this.#events.filter(
      ({ name, args }) => name === 'EventDispatch' && KEYS.has(args.data?.type ?? ''),
    )
    const ofKeys = tasks.filter((task) => events.some((event) => isWithin(event, task)))
    const downs = events.filter(({ args }) => args.data?.type === 'keydown').map(({ ts }) => ts)
    return downs.map((ts, at) => {
      const next = downs[at + 1] ?? Number.POSITIVE_INFINITY
      return total(ofKeys.filter((task) => end(task) > ts && task.ts < next))
    })
  }

  #named(names: ReadonlySet<string>): TraceEvent[] {
    return this.#events.filter(({ name, ph }) => ph === 'X' && names.has(name))
  }
}

/** The renderer's: there is one page, and it does most. */
function mainThreadOf(events: readonly TraceEvent[]): TraceEvent[] {
  const mains = events.filter(
    ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain',
  )
  const threads = mains.map(({ pid, tid }) =>
    events.filter((event) => event.pid === pid && event.tid === tid),
  )
  const [busiest = []] = threads.sort((a, b) => b.length - a.length)
  return busiest.sort((a, b) => a.ts - b.ts)
}

const end = ({ ts, dur = 0 }: TraceEvent): number => ts + dur
const isWithin = (inner: TraceEvent, outer: TraceEvent): boolean =>
  inner.ts >= outer.ts && end(inner) <= end(outer)
/** In µs. */
const ownTime = ({ dur = 0, tdur = dur }: TraceEvent): number => tdur
/** In ms. */
const total = (events: readonly TraceEvent[]): number =>
  events.reduce((sum, event) => sum + ownTime(event), 0) / 1_000

function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  const kept: TraceEvent[] = []
  for (const event of events) {
    const last = kept.at(-1)
    if (last === undefined || event.ts >= end(last)) kept.push(event)
  }
  return kept
}

/** In ms: what the tasks sum up to from each frame to the next. */
function sumBetween(
  frames: readonly number[],
  tasks: readonly TraceEvent[],
  timeOf: (task: TraceEvent) => number,
): number[] {
  const sums = frames.slice(1).map(() => 0)
  let at = 0
  for (const task of tasks) {
    while (at + 1 < frames.length && (frames[at + 1] ?? 0) <= task.ts) at += 1
    if (at < sums.length && task.ts >= (frames[0] ?? 0))
      sums[at] = (sums[at] ?? 0) + timeOf(task) / 1_000
  }
  return sums
}

async function withBench<T>(use: (bench: Bench) => Promise<T>): Promise<T> {
  const executablePath = await findBrowser()
  const args = ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  const browser = await chromium.launch({ args, ...(executablePath && { executablePath }) })
  const dataDir = mkdtempSync(join(tmpdir(), 'weft-page-'))
  const passes = new Passes()
  const env = { JWT_SECRET: passes.secret }
  const server = await ServerProcess.start({ dataDir, limits: UNLIMITED, env })
  try {
    return await use(new Bench(browser, server, passes))
  } finally {
    await browser.close()
    await server.stop()
    rmSync(dataDir, { recursive: true })
  }
}

/** Of several records, one: each field's median, however deep. */
function medians<T extends object>(records: readonly T[]): T {
  const [first] = records
  if (first === undefined) throw new RangeError('no runs')
  const of = (key: string) => {
    const values = records.map((each) => (each as Record<string, unknown>)[key])
    return typeof values[0] === 'number'
      ? percentile(values as number[], 0.5)
      : medians(values as object[])
  }
  return Object.fromEntries(Object.keys(first).map((key) => [key, of(key)])) as T
}

/** Measures everything. About 80 s a run. */
export async function page(runs = 3): Promise<PageFigures> {
  return withBench(async (bench) => {
    const started = new Date().toISOString()
    const before = machine()
    const records: Run[] = []
    const blank = await bench.document('')
    const note = await bench.document(prose(NOTE))
    for (let run = 0; run < runs; run += 1) {
      const big = await bench.document(prose(MEGABYTE))
      records.push({
        firstLoad: await bench.firstLoad(blank.link),
        arrival: await bench.arrival(note.link),
        opening: await bench.opening(big.link),
        alone: await bench.typing(prose(MEGABYTE), 0),
        crowd: await bench.typing(prose(MEGABYTE), PEOPLE),
        paragraph: await bench.typing(giant(), 0),
      })
    }
    return { started, machine: before, ...medians(records) }
  })
}
