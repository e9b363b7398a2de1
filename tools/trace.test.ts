import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { CONTENT } from '../shared/protocol.ts'
import { Arrivals } from './arrivals.ts'
import { duet } from './duet.ts'
import { convert, readTrace, type Step } from './trace.ts'

function docOf(steps: readonly Step[]): Y.Doc {
  const doc = new Y.Doc()
  for (const { update } of steps) if (update) Y.applyUpdate(doc, update)
  return doc
}

const textOf = (doc: Y.Doc) => doc.getText(CONTENT).toString()

describe('a trace', () => {
  it('is read, gzipped or not', () => {
    const json = Buffer.from(JSON.stringify(duet))
    expect(readTrace(json)).toEqual(duet)
    expect(readTrace(gzipSync(json))).toEqual(duet)
  })

  it('that is another kind of file is refused, with the place', () => {
    const wrong = { ...duet, txns: [{ parents: [], agent: 0, patches: [[0, -1, '']] }] }
    expect(() => readTrace(Buffer.from(JSON.stringify(wrong)))).toThrow('txns.0.patches.0.1')
  })

  it('becomes one update for each transaction, and together they are the recorded text', () => {
    const steps = convert(duet)
    expect(steps.map(({ agent }) => agent)).toEqual(duet.txns.map(({ agent }) => agent))
    expect(textOf(docOf(steps))).toBe(duet.endContent)
  })

  it('counts in code points, so an emoji is one', () => {
    const patches: [number, number, string][] = [
      [0, 0, '👋🏽 hé'],
      [2, 1, '-'],
      [1, 1, ''],
      [4, 0, '🌍'],
    ]
    const txns = patches.map((patch, index) => ({
      parents: index > 0 ? [index - 1] : [],
      agent: 0,
      patches: [patch],
    }))
    const steps = convert({ kind: 'concurrent', numAgents: 1, txns, endContent: '' })
    expect(textOf(docOf(steps))).toBe('👋-hé🌍')
  })

  it('is typed by authors who have seen what was recorded, and nothing more', () => {
    const steps = convert(duet)
    expect(steps.map(({ seen }) => seen)).toEqual([
      [0, 0],
      [1, 0],
      [1, 0],
      [2, 0],
      [1, 1],
      [3, 2],
      [3, 2],
    ])
    for (const { seen, update } of steps) {
      const theirs = docOf(steps.filter((step) => isAmong(step, seen, steps)))
      Y.applyUpdate(theirs, update ?? new Uint8Array([0, 0]))
      expect(theirs.store.pendingStructs).toBeNull()
      expect(theirs.store.pendingDs).toBeNull()
    }
  })

  it('with an author who has not seen his own text is refused', () => {
    const txns = [1, 2].map(() => ({ parents: [], agent: 0, patches: [] }))
    const trace = { kind: 'concurrent', numAgents: 1, txns, endContent: '' } as const
    expect(() => convert(trace)).toThrow('transaction 1: agent 0')
  })
})

function isAmong(step: Step, seen: readonly number[], steps: readonly Step[]): boolean {
  const own = steps.filter(({ agent }) => agent === step.agent)
  return own.indexOf(step) < (seen[step.agent] ?? 0)
}

describe('arrivals', () => {
  const steps = convert(duet)
  const byAgent = [0, 1].map((agent) => steps.filter((step) => step.agent === agent))

  it('are what the document holds, deletions too', () => {
    const doc = new Y.Doc()
    const arrivals = new Arrivals(doc, byAgent)
    const counts = (): number[] =>
      byAgent.map((own, agent) => {
        const versions = own.map((_, index) => [0, 0].with(agent, index + 1))
        return versions.filter((version) => arrivals.have(version)).length
      })
    expect(counts()).toEqual([0, 0])
    const arrived = [0, 0]
    for (const { agent, update } of steps) {
      if (update) Y.applyUpdate(doc, update)
      arrived[agent] = (arrived[agent] ?? 0) + 1
      expect(counts()).toEqual(arrived)
    }
  })
})
