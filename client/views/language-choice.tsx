/**
 * Language choice: which language the page speaks. Remembered in this browser, once its words have come.
 */
import { useSignal } from '@preact/signals'
import { useContext } from 'preact/hooks'
import { remember } from '../session/memory.ts'
import { LANGUAGES, type LanguageCode, LanguageContext, useWords } from '../words/language.ts'

export function LanguageChoice() {
  const language = useContext(LanguageContext)
  const { common: words, errors } = useWords()
  const isLost = useSignal(false)
  if (language === null) return null
  const choose = async (select: HTMLSelectElement) => {
    const code = select.value as LanguageCode
    const choice = await language.choose(code)
    if (choice === 'overtaken') return
    isLost.value = choice === 'lost'
    if (isLost.value) select.value = language.code.value
    else remember('language', code)
  }
  return (
    <>
      <select
        class="field language"
        aria-label={words.language}
        value={language.code.value}
        onChange={(event) => void choose(event.currentTarget)}
      >
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
      {isLost.value && (
        <p role="alert" class="problem">
          {errors.unreachable}
        </p>
      )}
    </>
  )
}
