import { describe, expect, it } from 'vitest'
import { Neighbours, PATIENCE } from './neighbours.ts'

function beats(neighbours: Neighbours, count: number) {
  for (let index = 0; index < count; index++) neighbours.beat()
}

describe('Neighbours', () => {
  it('may have missed something of whoever is new, or has another wire', () => {
    const neighbours = new Neighbours()
    expect(neighbours.heard('b', 1)).toBe(true)
    expect(neighbours.heard('b', 1)).toBe(false)
    expect(neighbours.heard('b', 2)).toBe(true)
    neighbours.left('b')
    expect(neighbours.heard('b', 2)).toBe(true)
  })

  it('are heard until one falls silent, and again when it is back or has said goodbye', () => {
    const neighbours = new Neighbours()
    neighbours.heard('b', 1)
    beats(neighbours, PATIENCE)
    expect(neighbours.areHeard).toBe(true)
    beats(neighbours, 1)
    expect(neighbours.areHeard).toBe(false)
    neighbours.heard('b', 1)
    expect(neighbours.areHeard).toBe(true)
    beats(neighbours, PATIENCE + 1)
    neighbours.left('b')
    expect(neighbours.areHeard).toBe(true)
  })

  it('forgets one that has been silent for ten minutes', () => {
    const neighbours = new Neighbours()
    neighbours.heard('b', 1)
    beats(neighbours, 300)
    expect(neighbours.areHeard).toBe(false)
    beats(neighbours, 1)
    expect(neighbours.areHeard).toBe(true)
  })

  it('knows a thousand, however many are made up', () => {
    const neighbours = new Neighbours()
    for (let index = 0; index < 1_000; index++) neighbours.heard(`n${index}`, 1)
    expect(neighbours.heard('one more', 1)).toBe(true)
    expect(neighbours.heard('one more', 1)).toBe(true)
    expect(neighbours.heard('n0', 1)).toBe(false)
  })
})
