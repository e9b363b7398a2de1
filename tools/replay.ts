/**
 * Replay: a recorded editing session, typed again through a running server by stock clients.
 *
 *   npm run replay -- TRACE [--url http://…] [--rate EDITS_PER_SECOND]
 *
 * Each author of the trace is a client of its own, and so are a reader from the start, one who comes
 * half-way and one who comes at the end. An edit is sent only after the edits that its author had seen
 * have come to him through the server, so the concurrency is that of the recording. Promises exit code
 * 0 only if everything was saved and every client ends with exactly the recorded text. Without --url it
 * runs a server of its own in a temporary folder. Reading traces is trace.ts.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import * as Y from 'yjs'
import { createRoom, until } from '../server/testing/live.ts'
import type { CreatedRoom } from '../shared/api.ts'
import { Arrivals } from './arrivals.ts'
import { command } from './command.ts'
import { Guest } from './guest.ts'
import { UNLIMITED } from './load/limits.ts'
import { ServerProcess } from './server-process.ts'
import { convert, readTrace, type Step, type Trace } from './trace.ts'

const PATIENCE_MS = 30_000
/** So many edits in a row, then the event loop turns: sockets send and receive. */
const BURST = 16
const UNSENT_MAX = 64 * 1024
const CATCH_UP_MS = 100

export interface ReplayOptions {
  readonly trace: Trace
  readonly url: string
  /** Edits a second, all authors together. Without it: as fast as they go through. */
  readonly rate?: number | undefined
  /** How long each wait may last, in milliseconds. */
  readonly patience?: number
}

export interface ReplayReport {
  readonly transactions: number
  readonly authors: number
  /** From the first edit until the last is saved and everyone has it. */
  readonly seconds: number
  /** Of all clients together: connections that were lost and made again. */
  readonly losses: number
  /** What is wrong with each client's text at the end; null when it is the recorded one. */
  readonly results: readonly { readonly client: string; readonly fault: string | null }[]
}

export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const room = await createRoom(options.url, { title: 'A replay' })
  const stage = new Stage(options, room)
  try {
    await stage.open()
    return await stage.play()
  } finally {
    stage.close()
  }
}

class Stage {
  readonly #trace: Trace
  readonly #url: string
  readonly #room: CreatedRoom
  readonly #pace: () => Promise<void>
  readonly #patience: number
  readonly #guests: Guest[] = []
  readonly #byAgent: readonly (readonly Step[])[]
  #authors: readonly Guest[] = []
  #halfWay: Promise<Guest> | undefined
  #played = 0

  constructor(options: ReplayOptions, room: CreatedRoom) {
    const { trace, url, rate, patience = PATIENCE_MS } = options
    this.#patience = patience
    this.#trace = trace
    this.#url = url
    this.#room = room
    this.#pace = rate ? paced(rate) : async () => undefined
    const steps = convert(trace, 1 + Math.floor(Math.random() * 2 ** 30))
    const agents = Array.from({ length: trace.numAgents }, (_, agent) => agent)
    this.#byAgent = agents.map((agent) => steps.filter((step) => step.agent === agent))
  }

  async open(): Promise<void> {
    for (const agent of this.#byAgent.keys()) await this.#invite('editor', `Author ${agent + 1}`)
    this.#authors = [...this.#guests]
    await this.#invite('viewer', 'Reader from the start')
  }

  async #invite(role: 'editor' | 'viewer', name: string): Promise<Guest> {
    const guest = await Guest.join({ url: this.#url, room: this.#room, role, name })
    this.#guests.push(guest)
    return guest
  }

  async play(): Promise<ReplayReport> {
    const start = performance.now()
    await Promise.all(this.#authors.map((author, agent) => this.#perform(author, agent)))
    await Promise.all(
      this.#authors.map((author) => author.within(this.#patience, 'saved', author.saved())),
    )
    await this.#halfWay
    await this.#invite('viewer', 'Reader at the end')
    const results = await Promise.all(this.#guests.map((guest) => this.#judge(guest)))
    return {
      transactions: this.#played,
      authors: this.#authors.length,
      seconds: (performance.now() - start) / 1000,
      losses: this.#guests.reduce((sum, { losses }) => sum + losses, 0),
      results,
    }
  }

  /** The author's own edits, in order, each when it is due. */
  async #perform(author: Guest, agent: number): Promise<void> {
    const arrivals = new Arrivals(author.doc, this.#byAgent)
    for (const [index, { seen, update }] of (this.#byAgent[agent] ?? []).entries()) {
      while (!arrivals.have(seen))
        await author.within(this.#patience, 'an edit to answer', news(author))
      await this.#pace()
      // Not the provider's own origin, so the provider sends it.
      if (update) Y.applyUpdate(author.doc, update)
      this.#hasPlayed()
      if (index % BURST === 0) await setImmediate()
      if (unsent(author) > UNSENT_MAX) await until(() => unsent(author) === 0)
    }
  }

  #hasPlayed(): void {
    this.#played += 1
    if (this.#played < this.#trace.txns.length / 2) return
    this.#halfWay ??= this.#invite('viewer', 'Reader from half-way')
    // Looked at in `play`, at the end.
    this.#halfWay.catch(() => undefined)
  }

  async #judge(guest: Guest): Promise<{ client: string; fault: string | null }> {
    const { endContent } = this.#trace
    const isRight = () => guest.text.toString() === endContent
    try {
      await guest.within(this.#patience, 'the text that was recorded', until(isRight))
      return { client: guest.name, fault: null }
    } catch (error) {
      const difference = compare(guest.text.toString(), endContent)
      return { client: guest.name, fault: `${difference} (${(error as Error).message})` }
    }
  }

  close(): void {
    for (const guest of this.#guests) guest.close()
  }
}

const unsent = ({ provider }: Guest): number => provider.ws?.bufferedAmount ?? 0

const news = ({ doc }: Guest): Promise<void> =>
  new Promise((resolve) => doc.once('update', () => resolve()))

/** Each call returns when its turn has come; whoever is late catches up, but not by much. */
function paced(rate: number): () => Promise<void> {
  let turn = Number.NEGATIVE_INFINITY
  return async () => {
    const now = performance.now()
    turn = turn < 0 ? now : Math.max(turn + 1000 / rate, now - CATCH_UP_MS)
    if (turn - now >= 1) await setTimeout(turn - now)
  }
}

/** Where two texts part. */
export function compare(text: string, expected: string): string {
  let at = 0
  while (at < text.length && text[at] === expected[at]) at += 1
  const excerpt = (whole: string) => JSON.stringify(whole.slice(at, at + 20))
  return `${text.length} of ${expected.length} characters; at ${at} ${excerpt(text)}, not ${excerpt(expected)}`
}

function print(report: ReplayReport): boolean {
  const { transactions, authors, seconds, losses, results } = report
  const rate = Math.round(transactions / seconds)
  console.log(`${transactions} edits by ${authors} authors in ${seconds.toFixed(1)} s: ${rate}/s`)
  console.log(`All saved. ${losses} connections lost on the way.`)
  for (const { client, fault } of results) console.log(`${client}: ${fault ?? 'the recorded text'}`)
  return results.every(({ fault }) => fault === null)
}

async function alone(trace: Trace, rate: number | undefined): Promise<ReplayReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weft-replay-'))
  try {
    const server = await ServerProcess.start({ dataDir, limits: UNLIMITED })
    try {
      return await replay({ trace, url: server.url, rate })
    } finally {
      await server.stop()
    }
  } finally {
    rmSync(dataDir, { recursive: true })
  }
}

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { url: { type: 'string' }, rate: { type: 'string' } },
  })
  const [file] = positionals
  const rate = values.rate === undefined ? undefined : Number(values.rate)
  if (!file || positionals.length > 1 || (rate !== undefined && !(rate > 0)))
    throw new Error('npm run replay -- TRACE [--url http://…] [--rate EDITS_PER_SECOND]')
  const trace = readTrace(readFileSync(file))
  const url = values.url?.replace(/\/+$/, '')
  return print(await (url ? replay({ trace, url, rate }) : alone(trace, rate)))
}

if (import.meta.main) await command('replay', main)
