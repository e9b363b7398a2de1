import { expect, it } from 'vitest'
import { Lately } from './lately.ts'

it('passes everything on, and keeps the last errors, the latest first', () => {
  const written: string[] = []
  const lately = new Lately({
    info: (_values, message) => written.push(message),
    error: (_values, message) => written.push(message),
  })
  lately.info({}, 'fine')
  lately.error({ err: new Error('no space left') }, 'the store fails')
  for (let at = 1; at < 25; at++) lately.error({ reason: `of ${at}` }, 'trouble')
  expect(written).toHaveLength(26)
  expect(lately.mishaps).toHaveLength(20)
  expect(lately.mishaps[0]).toMatchObject({ words: 'trouble: of 24' })
  expect(lately.mishaps.at(-1)).toMatchObject({ words: 'trouble: of 5' })
})

it('keeps what an error says, and not where it was thrown', () => {
  const silent = { info: () => undefined, error: () => undefined }
  const lately = new Lately(silent)
  lately.error({ err: new Error('no space left') }, 'the store fails')
  expect(lately.mishaps.map(({ words }) => words)).toEqual(['the store fails: no space left'])
})
