import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { CloseCode } from '../../shared/protocol.ts'
import { Operator } from './operator.ts'

/** A socket that goes nowhere: what the page opened, told and closed. */
class Line {
  readonly told: { token: string }[] = []
  isClosed = false
  onopen: (() => void) | null = null
  onmessage: ((message: { data: string }) => void) | null = null
  onclose: ((closed: { code: number }) => void) | null = null

  constructor() {
    lines.push(this)
  }
  send(words: string): void {
    this.told.push(JSON.parse(words))
  }
  close(): void {
    this.isClosed = true
  }
}

let lines: Line[]
let answers: ((token: string) => void)[]

/** The server answers only when the test says so. */
const ask = () =>
  new Promise((resolve) => {
    answers.push((token) => resolve(Response.json({ token })))
  })
const settled = () => vi.advanceTimersByTimeAsync(0)
const open = () => lines.filter(({ isClosed }) => !isClosed)

beforeEach(() => {
  lines = []
  answers = []
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', Line)
  vi.stubGlobal('fetch', ask)
  vi.stubGlobal('sessionStorage', undefined)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** Somebody who has signed in, and sees the board. */
async function watching(): Promise<{ operator: Operator; line: Line }> {
  const operator = new Operator()
  void operator.showSession()
  answers.shift()?.('first')
  await settled()
  const line = lines[0] as Line
  line.onopen?.()
  line.onmessage?.({ data: JSON.stringify({ busiest: [] }) })
  return { operator, line }
}

it('goes on with another token when the first has run out', async () => {
  const { operator, line } = await watching()
  line.onclose?.({ code: CloseCode.unauthorized })
  answers.shift()?.('second')
  await settled()
  lines[1]?.onopen?.()
  expect(lines.map(({ told }) => told)).toEqual([[{ token: 'first' }], [{ token: 'second' }]])
  operator.stop()
})

it('opens nothing for a token that comes when it has been left', async () => {
  const { operator, line } = await watching()
  line.onclose?.({ code: CloseCode.unauthorized })
  operator.leave()
  answers.shift()?.('late')
  await settled()
  expect([lines.length, operator.door.value, operator.seen.value]).toEqual([1, 'closed', []])
})

it('holds to the token that is typed while the session is asked for', async () => {
  const operator = new Operator()
  void operator.showSession()
  operator.show('typed')
  answers.shift()?.('late')
  await settled()
  for (const line of lines) line.onopen?.()
  expect(lines.map(({ told }) => told)).toEqual([[{ token: 'typed' }]])
  expect(operator.door.value).toBe('trying')
})

it('has one line, however often it is begun', async () => {
  const operator = new Operator()
  void operator.showSession()
  void operator.showSession()
  for (const answer of answers) answer('one')
  await settled()
  operator.show('typed')
  expect(open()).toHaveLength(1)
  operator.stop()
  expect(open()).toHaveLength(0)
})
