import { expect, it } from 'vitest'
import { begunMention, isMentioned, means, mentionWithin, splitByMentions } from './mentions.ts'

it.each([
  ['@Ana', 'Ana'],
  ['hello @ana, look', 'Ana'],
  ['(@ANA)', 'Ana'],
  ['as @Ana Silva said', 'Ana Silva'],
  ['@José!', 'JOSÉ'],
  ['@C. (3) [x]*', 'C. (3) [x]*'],
  ['@田中さん、見て', '田中'],
])('%s mentions %s', (text, name) => {
  expect(isMentioned(text, name, [])).toBe(true)
})

it.each([
  ['@Anabel', 'Ana'],
  ['@Ana2', 'Ana'],
  ['mail@ana.example', 'Ana'],
  ['Ana', 'Ana'],
  ['@Ana', 'Ana Silva'],
  ['@@Ana', 'Ana'],
  ['https://example.org/@ana', 'Ana'],
  ['@', '  '],
])('%s does not mention %s', (text, name) => {
  expect(isMentioned(text, name, [])).toBe(false)
})

it('takes the longer of two names that begin alike', () => {
  expect(isMentioned('@Ana Silva: please', 'Ana', ['Ana Silva'])).toBe(false)
  expect(isMentioned('@Ana Silva: please', 'Ana Silva', ['Ana'])).toBe(true)
})

it('finds only what overlaps what was written', () => {
  const within = (from: number, to: number) =>
    mentionWithin('Hi @Ana, hello @Ana', { from, to }, 'Ana', [])
  expect(within(0, 3)).toBe(null)
  expect(within(6, 7)).toBe(6)
  expect(within(7, 14)).toBe(null)
  expect(within(7, 19)).toBe(15)
})

it('parts a text for whoever shows it', () => {
  const parts = splitByMentions('@Ben and @ana silva.', ['Ana Silva', 'Ben'])
  expect(parts).toEqual(['', '@Ben', ' and ', '@ana silva', '.'])
  expect(parts.map((part) => means(part, 'Ana Silva'))).toEqual([false, false, false, true, false])
})

it('knows whom a mention that is begun may become', () => {
  const names = ['Ana', 'Ana Silva', 'Ben', 'Ben']
  expect(begunMention('Hi @', names)).toEqual({ at: 3, names: ['Ana', 'Ana Silva', 'Ben'] })
  expect(begunMention('Hi @aN', names)).toEqual({ at: 3, names: ['Ana', 'Ana Silva'] })
  expect(begunMention('@ana s', names)).toEqual({ at: 0, names: ['Ana Silva'] })
  expect(begunMention('@Ben', names)).toBe(null)
  expect(begunMention('@Ben, hello', names)).toBe(null)
  expect(begunMention('mail@b', names)).toBe(null)
  expect(begunMention('https://example.org/@b', names)).toBe(null)
})
