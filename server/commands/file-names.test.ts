import { expect, it } from 'vitest'
import { FileNames } from './file-names.ts'

it('are each there once, whatever a system does with capitals and accents', () => {
  const names = new FileNames(['index.json'])
  const wanted = ['Plan.md', 'plan.md', 'Plán.md', 'Pla\u0301n.md', 'PLAN.md', 'INDEX.json']
  expect(wanted.map((name) => names.take(name))).toEqual([
    'Plan.md',
    'plan 2.md',
    'Plán.md',
    'Pla\u0301n 2.md',
    'PLAN 3.md',
    'INDEX 2.json',
  ])
})

it('can be had on every system, and none hides', () => {
  const names = new FileNames([])
  const wanted = ['....md', '.env', 'con.md', 'COM1.tar.md', 'Lessons. .md', '\ud800.md']
  expect(wanted.map((name) => names.take(name))).toEqual([
    'untitled.md',
    'untitled.env',
    'con_.md',
    'COM1_.tar.md',
    'Lessons.md',
    '\ufffd.md',
  ])
})

it('are cut between characters', () => {
  const name = new FileNames([]).take(`${'👩‍🚀字'.repeat(100)}.md`)
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
  expect(name).toMatch(/\.md$/)
  expect(name.isWellFormed()).toBe(true)
})
