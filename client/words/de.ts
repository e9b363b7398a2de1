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
  writing: {
    tools: 'Formatierung',
    commands: {
      bold: 'Fett',
      italic: 'Kursiv',
      strike: 'Durchgestrichen',
      code: 'Code',
      link: 'Link',
      heading1: 'Überschrift 1',
      heading2: 'Überschrift 2',
      heading3: 'Überschrift 3',
      bullets: 'Aufzählung',
      numbers: 'Nummerierte Liste',
      tasks: 'Aufgabenliste',
      quote: 'Zitat',
      table: 'Tabelle',
      rule: 'Trennlinie',
    },
    pictures: {
      sending: (name, percent) => `${name} wird gesendet: ${percent} %`,
      failed: (name) => `„${name}“ ist nicht im Text.`,
      offline: 'Bilder brauchen das Netz. Versuchen Sie es wieder, wenn Sie online sind.',
      'too-big': 'Es ist zu groß, oder das Dokument hat keinen Platz mehr.',
      'kind-refused': 'Nur PNG, JPEG, GIF, WebP und AVIF werden angenommen.',
      failedThere: 'Der Server konnte es nicht behalten. Versuchen Sie es noch einmal.',
      close: 'Schließen',
    },
    language: 'Sprache',
    byTitle: 'Nach dem Titel',
  },
}
