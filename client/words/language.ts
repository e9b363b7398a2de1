/**
 * Language: which one the page speaks, and how whoever draws it comes by the words.
 *
 * English is in the page; any other is a file of its own, which the page waits for before it is drawn. The
 * choice is this browser's, else the first of its own languages that there is.
 */
import { type ReadonlySignal, signal, useComputed } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { en, type Words } from './en.ts'

export const LANGUAGES = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  ja: '日本語',
  ar: 'العربية',
} as const
export type LanguageCode = keyof typeof LANGUAGES

const LOADERS: Readonly<Record<LanguageCode, () => Promise<Words>>> = {
  en: async () => en,
  de: async () => (await import('./de.ts')).words,
  es: async () => (await import('./es.ts')).words,
  fr: async () => (await import('./fr.ts')).words,
  ja: async () => (await import('./ja.ts')).words,
  ar: async () => (await import('./ar.ts')).words,
}

const isCode = (code: string): code is LanguageCode => code in LANGUAGES

/** The first that there is of those that somebody reads, the best first ('de-AT' reads 'de'). */
export function bestOf(wanted: readonly string[]): LanguageCode {
  return wanted.map((each) => each.split('-')[0] ?? '').find(isCode) ?? 'en'
}

/** `overtaken`: while its file was on its way another was chosen. */
export type Choice = 'spoken' | 'lost' | 'overtaken'

export interface Language {
  readonly code: ReadonlySignal<LanguageCode>
  readonly words: ReadonlySignal<Words>
  /** Resolves when the page speaks it, or never will; one whose file cannot be had leaves things as they are. */
  readonly choose: (code: LanguageCode) => Promise<Choice>
}

export function createLanguage(): Language {
  const code = signal<LanguageCode>('en')
  const words = signal<Words>(en)
  let wanted: LanguageCode = 'en'
  const choose = async (next: LanguageCode): Promise<Choice> => {
    wanted = next
    const loaded = await LOADERS[next]().catch(() => null)
    if (wanted !== next) return 'overtaken'
    if (loaded === null) return 'lost'
    code.value = next
    words.value = loaded
    document.documentElement.lang = next
    document.documentElement.dir = next === 'ar' ? 'rtl' : 'ltr'
    return 'spoken'
  }
  return { code, words, choose }
}

export const LanguageContext = createContext<Language | null>(null)

/** For what is computed from them: the words alone would be those of the first time. */
export function useWordsSignal(): ReadonlySignal<Words> {
  const language = useContext(LanguageContext)
  return useComputed(() => language?.words.value ?? en)
}

export const useWords = (): Words => useContext(LanguageContext)?.words.value ?? en
