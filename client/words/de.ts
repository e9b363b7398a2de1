/** German. */
import type { Words } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

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
  chat: {
    title: 'Chat',
    unread: (count: number): string =>
      `Chat: ${plural(count, { one: '# ungelesener Beitrag', other: '# ungelesene Beiträge' })}`,
    close: 'Chat schließen',
    say: 'Etwas sagen',
    send: 'Senden',
    link: 'Auf meine Zeile verweisen',
    goTo: 'Zur Zeile',
    empty: 'Noch hat niemand etwas gesagt.',
    waiting: 'Wird gesendet…',
    you: 'Sie',
    readOnly: 'Hier können Sie lesen, nicht schreiben.',
  },
  follow: {
    follow: 'Folgen',
    goTo: 'Zu ihrer Stelle gehen',
    following: (name: string): string => `Sie folgen ${name}. Esc beendet es.`,
    stop: 'Beenden',
    ended: (name: string): string => `Sie folgen ${name} nicht mehr.`,
    invites: (name: string): string => `${name} bittet Sie zu folgen.`,
    notNow: 'Nicht jetzt',
    present: 'Alle bitten, Ihnen zu folgen',
    stopPresenting: 'Nicht mehr führen',
    rename: 'Namen ändern',
  },
}
