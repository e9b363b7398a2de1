import { expect, it } from 'vitest'
import { numbersIn } from './admin-numbers.ts'

it('writes each number in the unit that suits it', () => {
  const { count, bytes, duration } = numbersIn('en')
  expect([0, 12.34, 12_345].map(count)).toEqual(['0', '12.3', '12.3K'])
  expect([0, 999, 1_500, 2_000_000].map(bytes)).toEqual(['0 bytes', '999 bytes', '1.5 kB', '2 MB'])
  expect([0.0012, 2.5, 61, 7_300, 200_000].map(duration)).toEqual([
    '1.2 ms',
    '2.5 sec',
    '1 min',
    '2 hr',
    '2 days',
  ])
})

it('writes them as the language does', () => {
  expect(numbersIn('de').bytes(1_500)).toBe('1,5 kB')
})
