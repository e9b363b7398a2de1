/**
 * Trace: a recorded editing session, read and turned into Yjs updates.
 *
 * The format is that of the concurrent traces in github.com/josephg/editing-traces. Promises one step
 * for each transaction, made on exactly the merged text of its parents: its author has seen that and
 * nothing more. Whoever plays the steps gets the same concurrency as the people who were recorded.
 * Knows no sockets: replay.ts plays.
 */
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { z } from 'zod'
import { CONTENT } from '../shared/protocol.ts'

const whole = z.int().nonnegative()

const Trace = z.object({
  kind: z.literal('concurrent'),
  endContent: z.string(),
  numAgents: z.int().positive(),
  txns: z.array(
    z.object({
      parents: z.array(whole),
      agent: whole,
      /** Position and deleted length in code points, then the inserted text. */
      patches: z.array(z.tuple([whole, whole, z.string()])),
    }),
  ),
})
export type Trace = z.infer<typeof Trace>
type Txn = Trace['txns'][number]

/** For each agent, how many of its steps. */
type Version = readonly number[]

export interface Step {
  readonly agent: number
  /** What its author had seen: of each agent, so many steps. Its own earlier ones are among them. */
  readonly seen: Version
  /** Null when the transaction changed nothing. */
  readonly update: Uint8Array | null
}

/** Reads JSON, gzipped or not. Throws with the place that is wrong. */
export function readTrace(file: Uint8Array): Trace {
  const isGzipped = file[0] === 0x1f && file[1] === 0x8b
  const json = new TextDecoder().decode(isGzipped ? gunzipSync(file) : file)
  const checked = Trace.safeParse(JSON.parse(json))
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw new Error(`not a concurrent trace: ${issue?.path.join('.')} ${issue?.message}`)
}

/** An agent's screen while it was recorded: a document of its own, and what it has seen of each agent. */
interface Screen {
  readonly doc: Y.Doc
  seen: Version
}

/**
 * The trace's transactions as updates. The agents' client ids ascend from `firstClient`: Yjs orders
 * concurrent insertions at one place by client id, the recorders by agent.
 */
export function convert(trace: Trace, firstClient = 1): Step[] {
  const steps: Step[] = []
  const versions: Version[] = []
  const byAgent = Array.from({ length: trace.numAgents }, (): number[] => [])
  const screens = byAgent.map((_, agent) => openScreen(firstClient + agent))
  for (const [index, txn] of trace.txns.entries()) {
    const own = byAgent[txn.agent]
    const screen = screens[txn.agent]
    if (!own || !screen) throw new Error(`transaction ${index}: there is no agent ${txn.agent}`)
    const seen = merge(txn.parents, versions, trace.numAgents)
    if (seen[txn.agent] !== own.length)
      throw new Error(`transaction ${index}: agent ${txn.agent} has not seen all its own before it`)
    show(screen, seen, byAgent, steps)
    steps.push({ agent: txn.agent, seen, update: type(screen.doc, txn) })
    own.push(index)
    versions.push(seen.with(txn.agent, own.length))
    screen.seen = seen.with(txn.agent, own.length)
  }
  for (const { doc } of screens) doc.destroy()
  return steps
}

function openScreen(clientID: number): Screen {
  const doc = new Y.Doc()
  doc.clientID = clientID
  return { doc, seen: [] }
}

/** What someone has seen who has seen all of these transactions. */
function merge(parents: readonly number[], versions: readonly Version[], agents: number): Version {
  const merged = new Array<number>(agents).fill(0)
  for (const parent of parents) {
    const version = versions[parent]
    if (!version) throw new Error(`transaction ${versions.length}: its parent ${parent} is later`)
    for (const [agent, count] of version.entries()) {
      merged[agent] = Math.max(merged[agent] ?? 0, count)
    }
  }
  return merged
}

/** Brings a screen to a version. It is never ahead: its own last step is among what it has to see. */
function show(screen: Screen, version: Version, byAgent: number[][], steps: Step[]): void {
  const unseen = byAgent.flatMap((own, agent) => own.slice(screen.seen[agent] ?? 0, version[agent]))
  if (unseen.length === 0) return
  screen.doc.transact(() => {
    for (const index of unseen.sort((a, b) => a - b)) {
      const update = steps[index]?.update
      if (update) Y.applyUpdate(screen.doc, update)
    }
  })
}

function type(doc: Y.Doc, { patches }: Txn): Uint8Array | null {
  let typed: Uint8Array | null = null
  const text = doc.getText(CONTENT)
  const keep = (update: Uint8Array) => {
    typed = update
  }
  doc.on('update', keep)
  doc.transact(() => {
    for (const [position, deleted, inserted] of patches) {
      const [from, to] = units(text, position, position + deleted)
      if (to > from) text.delete(from, to - from)
      if (inserted) text.insert(from, inserted)
    }
  })
  doc.off('update', keep)
  return typed
}

const ASTRAL = /[\u{10000}-\u{10ffff}]/u

/** Code points as UTF-16 units, in which Yjs counts. */
function units(text: Y.Text, from: number, to: number): [number, number] {
  const string = text.toString()
  if (!ASTRAL.test(string)) return [from, to]
  const points = [...string.slice(0, 2 * to)]
  const unitsOf = (count: number) => points.slice(0, count).join('').length
  return [unitsOf(from), unitsOf(to)]
}
