/** French. */
import type { Words } from './en.ts'

export const words: Words = {
  theme: { label: 'Couleurs', system: 'Système', light: 'Clair', dark: 'Sombre' },
  keys: {
    title: 'Clavier',
    undo: 'Annuler ce que vous avez fait',
    redo: 'Rétablir',
    find: 'Rechercher et remplacer',
    nextSame: 'Sélectionner aussi le prochain mot identique',
    lineUp: 'Monter la ligne',
    lineDown: 'Descendre la ligne',
    indent: 'Indenter',
    leave: 'Quitter le texte',
  },
  offline: {
    long: 'Vous êtes hors ligne. Vous pouvez continuer à lire et à écrire : tout est conservé dans ce navigateur et sera envoyé à votre retour.',
    longUnsent:
      'Vous êtes hors ligne. Ce que vous écrivez est conservé dans ce navigateur, mais pas encore sur le serveur : ce sera envoyé à votre retour.',
    newVersion: 'Une nouvelle version de Weft est disponible.',
    reload: 'Recharger',
    list: 'Hors ligne. Voici les documents ouverts dans ce navigateur.',
    kept: 'Conservé dans ce navigateur',
    notKept: 'Pas conservé dans ce navigateur',
    anewTitle: 'Ce document a été recréé',
    anewSays:
      'Ce que ce navigateur a conservé vient d’un ancien document à la même adresse : celui du serveur a été supprimé ou réinitialisé depuis. Les deux ne sont pas fusionnés, pour que rien n’y figure deux fois.',
    ownText: 'Texte de ce navigateur',
    diff: 'Différences : le texte du serveur est barré, celui de ce navigateur est marqué',
    throwAway: 'Le jeter et ouvrir le document du serveur',
    same: 'Les deux textes sont identiques.',
  },
}
