import { describe, expect, it } from 'vitest'
import { Chance } from '../../server/testing/chance.ts'
import { edge, join, mutate, varint } from './mutate.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const material = Uint8Array.from({ length: 40 }, (_, index) => index * 7)
const others = [Uint8Array.of(1, 2, 3), Uint8Array.of(255, 255, 127)]
const mutants = (seed: number, count: number) => {
  const chance = new Chance(seed)
  return Array.from({ length: count }, () => hex(mutate(chance, material, others)))
}

describe('a mutant', () => {
  it('is decided by the seed alone', () => {
    expect(mutants(7, 500)).toEqual(mutants(7, 500))
    expect(mutants(7, 5)).not.toEqual(mutants(8, 5))
  })

  it('is seldom a twin, and leaves its material alone', () => {
    const before = hex(material)
    expect(new Set(mutants(1, 500)).size).toBeGreaterThan(450)
    expect(hex(material)).toBe(before)
  })

  it('can be made of nothing', () => {
    const chance = new Chance(3)
    for (let count = 0; count < 500; count += 1) mutate(chance, new Uint8Array(), [])
  })
})

describe('a varint', () => {
  it('is base 128, the least first, and may be longer than it need be', () => {
    expect(hex(varint(0n))).toBe('00')
    expect(hex(varint(300n))).toBe('ac02')
    expect(hex(varint(2n ** 56n - 1n))).toBe('ffffffffffffff7f')
    expect(hex(varint(1n, 3))).toBe('81808000')
  })

  it('comes in many sizes', () => {
    const chance = new Chance(1)
    const sizes = new Set(Array.from({ length: 500 }, () => edge(chance).length))
    expect(sizes.size).toBeGreaterThan(10)
  })
})

it('joins', () => {
  expect(hex(join(...others))).toBe('010203ffff7f')
  expect(hex(join())).toBe('')
})
