import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ADMIN_WORDS } from './admin.ts'
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
    if (typeof word === 'function') return [[path, `${word('1', '1', '1')} ${word('3', '3', '3')}`]]
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

  it.each(Object.entries(ADMIN_WORDS))(
    '%s has every word of the operator’s page',
    (code, words) => {
      const { en: english, ...others } = ADMIN_WORDS
      const same = flat(words).filter(
        ([name, word]) => english[name as keyof typeof english] === word,
      )
      expect(flat(words).filter(([, word]) => word.trim() === '')).toEqual([])
      // But for a few that they have from it.
      expect(same.length < 12, code).toBe(code in others)
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

describe('what depends on a number', () => {
  it('agrees with the number that stands beside it', () => {
    expect([fr.import.progress(1, 5), fr.import.progress(2, 5)]).toEqual([
      ...['1 fichier sur 5…', '2 fichiers sur 5…'],
    ])
    expect([1, 2].map((count) => ar.people.moreNamed(count, 'Ana'))).toEqual(
      [1, 2].map((count) => `${ar.people.more(count)}: Ana`),
    )
  })
})

/** The description of the HTTP API is in English, and so is the page around it. */
const ENGLISH = new Set(['api.tsx', 'api-request.tsx'])
/** JSX text, or what a screen reader, a tooltip or an empty field says, that starts with a letter and goes on. */
const BARE =
  />\s*([A-Za-z][a-z]+[^<>{}=;()]*)<\/|(?:aria-label|title|placeholder|label|words)="([^"]+)"/g
/** Names, which are the same in every language. */
const NAMES = new Set(['Weft'])

function bareWords(source: string): string[] {
  const found = [...source.matchAll(BARE)].map(([, text, attribute]) => text ?? attribute ?? '')
  return found.map((each) => each.trim()).filter((each) => !NAMES.has(each))
}

describe('the pages', () => {
  const folder = join(import.meta.dirname, '../views')
  const pages = readdirSync(folder).filter((name) => name.endsWith('.tsx') && !ENGLISH.has(name))

  it.each(pages)('%s says nothing but what is here', (name) => {
    expect(bareWords(readFileSync(join(folder, name), 'utf8'))).toEqual([])
  })

  it('would be caught saying it', () => {
    expect(
      bareWords('<p>\n  Try again\n</p><b aria-label="Close" title={words.x}>Weft</b>'),
    ).toEqual(['Try again', 'Close'])
  })
})
