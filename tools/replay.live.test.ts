import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Live, startServer } from '../server/testing/live.ts'
import { duet } from './duet.ts'
import { replay } from './replay.ts'

let live: Live
beforeAll(async () => {
  live = await startServer()
})
afterAll(() => live.stop())

const CLIENTS = [
  'Author 1',
  'Author 2',
  'Reader from the start',
  'Reader from half-way',
  'Reader at the end',
]

describe('a replay', () => {
  it('ends with the recorded text for every client', async () => {
    const report = await replay({ trace: duet, url: live.url })
    expect(report.results).toEqual(CLIENTS.map((client) => ({ client, fault: null })))
    expect(report).toMatchObject({ transactions: 7, authors: 2, losses: 0 })
  })

  it('keeps to a rate', async () => {
    const report = await replay({ trace: duet, url: live.url, rate: 20 })
    expect(report.seconds).toBeGreaterThanOrEqual(6 / 20)
    expect(report.results.every(({ fault }) => fault === null)).toBe(true)
  })

  it('says where a text differs', async () => {
    const trace = { ...duet, endContent: 'Oh 🌍 old!AB' }
    const report = await replay({ trace, url: live.url, patience: 2_000 })
    expect(report.results.map(({ fault }) => fault)).toEqual(
      CLIENTS.map(() => expect.stringContaining('at 6 "new!AB", not "old!AB"')),
    )
  })
})
