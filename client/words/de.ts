/** German. */
import type { Words } from './en.ts'

export const words: Words = {
  theme: { label: 'Farben', system: 'System', light: 'Hell', dark: 'Dunkel' },
  keys: {
    title: 'Tastatur',
    undo: 'Eigenes rückgängig machen',
    redo: 'Wiederholen',
    find: 'Suchen und ersetzen',
    nextSame: 'Nächstes gleiches Wort dazu auswählen',
    lineUp: 'Zeile nach oben',
    lineDown: 'Zeile nach unten',
    indent: 'Einrücken',
    leave: 'Den Text verlassen',
  },
}
