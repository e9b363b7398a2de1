/**
 * Faults: what went wrong with a question to the server, in words.
 *
 * By its code, in the language of the page; the server's own words for a code that the page does not know.
 */
import { useContext } from 'preact/hooks'
import type { Fault } from '../session/request.ts'
import { en, type Words } from '../words/en.ts'
import { LanguageContext } from '../words/language.ts'

export const faultWords = ({ errors }: Words, { code, said }: Fault): string =>
  errors[code] ?? (said || errors.internal)

/** Says it in the language that is spoken when it is asked. */
export function useFaults(): (fault: Fault) => string {
  const language = useContext(LanguageContext)
  return (fault) => faultWords(language?.words.peek() ?? en, fault)
}
