import { describe, expect, it } from 'vitest'
import { clientOf } from './authors.ts'
import { faultsOf, Receiver } from './receiver.ts'

const ann = clientOf(0)
const bob = clientOf(1)

describe('a receiver', () => {
  it('counts edit by edit what comes merged', () => {
    const receiver = new Receiver(2)
    expect(receiver.take({ client: ann, clock: 0, end: 1 })).toBe(1)
    expect(receiver.take({ client: ann, clock: 1, end: 30 })).toBe(29)
    expect(receiver.take({ client: bob, clock: 0, end: 5 })).toBe(5)
    expect(receiver.arrived).toBe(35)
    expect(faultsOf([receiver])).toEqual([])
  })

  it('tells what came twice, and counts the rest of it', () => {
    const receiver = new Receiver(1)
    receiver.take({ client: ann, clock: 0, end: 4 })
    expect(receiver.take({ client: ann, clock: 2, end: 6 })).toBe(2)
    expect(receiver.arrived).toBe(6)
    expect(faultsOf([receiver])).toEqual(['2 deliveries doubled'])
  })

  it('tells what was left out', () => {
    const receiver = new Receiver(1)
    receiver.take({ client: ann, clock: 0, end: 4 })
    expect(receiver.take({ client: ann, clock: 7, end: 8 })).toBe(1)
    expect(faultsOf([receiver, receiver])).toEqual(['6 deliveries lost'])
  })

  it('calls it doubled too when it comes after all', () => {
    const receiver = new Receiver(1)
    receiver.take({ client: ann, clock: 2, end: 3 })
    expect(receiver.take({ client: ann, clock: 0, end: 2 })).toBe(0)
    expect(faultsOf([receiver])).toEqual(['2 deliveries lost', '2 deliveries doubled'])
  })

  it('leaves his own edits out, sent back or not', () => {
    const receiver = new Receiver(2, 0)
    expect(receiver.take({ client: ann, clock: 0, end: 3 })).toBe(0)
    receiver.take({ client: bob, clock: 0, end: 1 })
    expect(receiver.arrived).toBe(1)
  })

  it('knows nobody but the authors', () => {
    const receiver = new Receiver(1)
    receiver.take({ client: bob, clock: 0, end: 2 })
    receiver.take({ client: 7, clock: 0, end: 1 })
    expect(faultsOf([receiver])).toEqual(['3 deliveries strange'])
  })
})
