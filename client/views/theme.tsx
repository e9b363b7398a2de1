/**
 * Theme: light, dark, or as the system has it.
 *
 * The choice is remembered, and applied before the first paint by public/theme.js, which reads the
 * same key: a script inside the page would be refused by its Content-Security-Policy.
 */
import { type Signal, signal } from '@preact/signals'
import { recall, remember } from '../session/memory.ts'
import { useWords } from '../words/language.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export function createTheme(): Signal<Theme> {
  const known = recall('theme')
  return signal(THEMES.find((theme) => theme === known) ?? 'system')
}

export function chooseTheme(theme: Signal<Theme>, next: Theme): void {
  theme.value = next
  remember('theme', next)
  if (next === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = next
}

export function ThemeChoice({ theme }: { readonly theme: Signal<Theme> }) {
  const words = useWords().theme
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{words.label}</legend>
      {THEMES.map((each) => (
        <label key={each} class="segment">
          <input
            type="radio"
            name="theme"
            checked={theme.value === each}
            onChange={() => chooseTheme(theme, each)}
          />
          <span>{words[each]}</span>
        </label>
      ))}
    </fieldset>
  )
}
