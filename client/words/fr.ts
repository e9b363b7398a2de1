/** French. */
import type { Words } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('fr')

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
  chat: {
    title: 'Discussion',
    unread: (count: number): string =>
      `Discussion: ${plural(count, { one: '# message non lu', other: '# messages non lus' })}`,
    close: 'Fermer la discussion',
    say: 'Dire quelque chose',
    send: 'Envoyer',
    link: 'Lier ma ligne',
    goTo: 'Aller à la ligne',
    empty: 'Personne n’a encore rien dit.',
    waiting: 'Envoi…',
    you: 'Vous',
    readOnly: 'Ici, vous pouvez lire, pas écrire.',
  },
  follow: {
    follow: 'Suivre',
    goTo: 'Aller là où cette personne se trouve',
    following: (name: string): string => `Vous suivez ${name}. Échap y met fin.`,
    stop: 'Arrêter',
    ended: (name: string): string => `Vous ne suivez plus ${name}.`,
    invites: (name: string): string => `${name} vous invite à suivre.`,
    notNow: 'Pas maintenant',
    present: 'Inviter tout le monde à vous suivre',
    stopPresenting: 'Ne plus guider',
    rename: 'Changer votre nom',
  },
}
