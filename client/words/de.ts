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
  offline: {
    long: 'Sie sind offline. Sie können weiter lesen und schreiben: Alles bleibt in diesem Browser und wird gesendet, sobald Sie wieder verbunden sind.',
    longUnsent:
      'Sie sind offline. Was Sie schreiben, bleibt in diesem Browser, ist aber noch nicht auf dem Server: Es wird gesendet, sobald Sie wieder verbunden sind.',
    newVersion: 'Es gibt eine neue Version von Weft.',
    reload: 'Neu laden',
    list: 'Offline. Dies sind die Dokumente, die dieser Browser geöffnet hat.',
    kept: 'In diesem Browser vorhanden',
    notKept: 'Nicht in diesem Browser vorhanden',
    anewTitle: 'Dieses Dokument wurde neu angelegt',
    anewSays:
      'Was dieser Browser aufbewahrt hat, gehört zu einem älteren Dokument mit derselben Adresse: Das auf dem Server wurde seither gelöscht oder zurückgesetzt. Die beiden werden nicht zusammengeführt, damit nichts doppelt dasteht.',
    ownText: 'Text in diesem Browser',
    diff: 'Unterschiede: Der Text des Servers ist durchgestrichen, der dieses Browsers markiert',
    throwAway: 'Verwerfen und das Dokument des Servers öffnen',
    same: 'Beide Texte sind gleich.',
  },
}
