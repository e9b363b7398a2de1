import { describe, expect, it } from 'vitest'
import { words as ar } from './ar.ts'
import { words as de } from './de.ts'
import { en } from './en.ts'
import { words as es } from './es.ts'
import { words as fr } from './fr.ts'
import { words as ja } from './ja.ts'
import { bestOf } from './language.ts'
import { pluralIn } from './plural.ts'

/** Each word by its whole name, functions as what they say of one and of three. */
function flat(words: object, above = ''): [string, string][] {
  return Object.entries(words).flatMap(([name, word]) => {
    const path = `${above}${name}`
    if (typeof word === 'string') return [[path, word]]
    if (typeof word === 'function') return [[path, `${word(1, 1, 1)} ${word(3, 3, 3)}`]]
    return flat(word as object, `${path}.`)
  })
}

describe('each language', () => {
  it.each(Object.entries({ ar, de, es, fr, ja }))(
    '%s has every word, and none is empty',
    (_, words) => {
      const [own, all] = [flat(words), flat(en)]
      expect(own.map(([name]) => name).sort()).toEqual(all.map(([name]) => name).sort())
      expect(own.filter(([, word]) => word.trim() === '')).toEqual([])
    },
  )

  it('is the first of those that somebody reads', () => {
    expect(bestOf(['pt-BR', 'de-AT', 'en'])).toBe('de')
    expect(bestOf(['ar-EG'])).toBe('ar')
    expect(bestOf(['tlh'])).toBe('en')
  })

  it('has the plurals of its own rules', () => {
    const forms = { one: '# person', two: 'two people', few: '# few', other: '# people' }
    expect([1, 2, 3].map((count) => pluralIn('en')(count, forms))).toEqual([
      '1 person',
      '2 people',
      '3 people',
    ])
    expect(pluralIn('ar-EG')(2, forms)).toBe('two people')
    expect(pluralIn('ja')(1, { other: '#人' })).toBe('1人')
  })
})
