import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLanguage } from './language.ts'

beforeEach(() => vi.stubGlobal('document', { documentElement: {} }))
afterEach(() => vi.unstubAllGlobals())

it('speaks the language that was chosen last, in whichever order they come', async () => {
  const { choose, code, words } = createLanguage()
  // English is in the page, so it comes first.
  const [german, english] = [choose('de'), choose('en')]
  expect([await german, await english]).toEqual(['overtaken', 'spoken'])
  expect([code.value, words.value.tag, document.documentElement.lang]).toEqual(['en', 'en', 'en'])
  expect([await choose('ar'), code.value, document.documentElement.dir]).toEqual([
    ...['spoken', 'ar', 'rtl'],
  ])
})
