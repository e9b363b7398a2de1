import { describe, expect, it } from 'vitest'
import { Ledger, torn } from './ledger.ts'

function acknowledge(ledger: Ledger): void {
  ledger.answered(ledger.ask())
}

describe('a ledger', () => {
  it('misses an acknowledged marker, and no other', () => {
    const ledger = new Ledger('ana')
    const first = ledger.insert()
    acknowledge(ledger)
    const second = ledger.insert()
    expect(ledger.faults('')).toEqual([`${first} is lost: it was acknowledged`])
    expect(ledger.faults(first)).toEqual([])
    expect(ledger.faults(second + first)).toEqual([])
  })

  it('takes an answer for what came before the question alone', () => {
    const ledger = new Ledger('ana')
    ledger.insert()
    const question = ledger.ask()
    ledger.insert()
    ledger.answered(question)
    expect(ledger.acknowledged).toBe(1)
    expect(ledger.edits).toBe(2)
  })

  it('owes a marker no more once it is being erased, and misses it never again', () => {
    const ledger = new Ledger('ana')
    const marker = ledger.insert()
    acknowledge(ledger)
    ledger.erase(marker)
    expect(ledger.standing).toEqual([])
    expect(ledger.faults('')).toEqual([])
    expect(ledger.faults(marker)).toEqual([])
    acknowledge(ledger)
    expect(ledger.faults('')).toEqual([])
    expect(ledger.faults(marker)).toEqual([`${marker} came back: its deletion was acknowledged`])
  })

  it('sees a marker twice, acknowledged or not', () => {
    const ledger = new Ledger('ana')
    const marker = ledger.insert()
    expect(ledger.faults(`${marker}<ben:0>${marker}`)).toEqual([`${marker} is there 2 times`])
  })

  it('takes an older answer that comes late for what it is', () => {
    const ledger = new Ledger('ana')
    ledger.insert()
    const early = ledger.ask()
    ledger.insert()
    acknowledge(ledger)
    ledger.answered(early)
    expect(ledger.acknowledged).toBe(2)
    expect(() => ledger.answered(early)).toThrow('never asked')
  })
})

it('what is torn is what is no marker', () => {
  expect(torn('<ana:1><ben:22>')).toBe('')
  expect(torn('<ana:1><be<ana:2>n:22>')).toBe('<ben:22>')
})
