import { expect, it } from 'vitest'
import { tableOf } from './table-text.ts'

it('makes a table of cells, the first row its head', () => {
  expect(tableOf('Thread\tLength\r\nwarp\t4 m\r\n')).toBe(
    '| Thread | Length |\n| ------ | ------ |\n| warp   | 4 m    |',
  )
  expect(tableOf('a|b\t\nc\t1')).toBe('| a\\|b |     |\n| ---- | --- |\n| c    | 1   |')
})

it('is not made of what is none', () => {
  expect(tableOf('one\ntwo')).toBeNull()
  expect(tableOf('one\ttwo\nthree')).toBeNull()
  expect(tableOf('')).toBeNull()
})
