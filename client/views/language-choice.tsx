/**
 * Language choice: which language the page speaks. Remembered in this browser.
 */
import { useContext } from 'preact/hooks'
import { remember } from '../session/memory.ts'
import { LANGUAGES, type LanguageCode, LanguageContext, useWords } from '../words/language.ts'

export function LanguageChoice() {
  const language = useContext(LanguageContext)
  const words = useWords().common
  if (language === null) return null
  const choose = (code: LanguageCode) => {
    remember('language', code)
    void language.choose(code)
  }
  return (
    <select
      class="field language"
      aria-label={words.language}
      value={language.code.value}
      onChange={(event) => choose(event.currentTarget.value as LanguageCode)}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  )
}
