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
  preview: {
    label: 'Ansicht',
    write: 'Schreiben',
    split: 'Geteilt',
    read: 'Lesen',
    preview: 'Vorschau',
    outline: 'Gliederung',
    noHeadings: 'Noch keine Überschriften.',
    task: 'Aufgabe',
    image: 'Bild anzeigen:',
    diagram: 'Diagramm',
  },
}
