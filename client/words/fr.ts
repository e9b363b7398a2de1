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
  writing: {
    tools: 'Mise en forme',
    commands: {
      bold: 'Gras',
      italic: 'Italique',
      strike: 'Barré',
      code: 'Code',
      link: 'Lien',
      heading1: 'Titre 1',
      heading2: 'Titre 2',
      heading3: 'Titre 3',
      bullets: 'Liste à puces',
      numbers: 'Liste numérotée',
      tasks: 'Liste de tâches',
      quote: 'Citation',
      table: 'Tableau',
      rule: 'Ligne de séparation',
    },
    pictures: {
      sending: (name, percent) => `Envoi de ${name} : ${percent} %`,
      failed: (name) => `« ${name} » n’est pas dans le texte.`,
      offline: 'Les images ont besoin du réseau. Réessayez une fois en ligne.',
      'too-big': 'Elle est trop grande, ou le document n’a plus de place.',
      'kind-refused': 'Seuls PNG, JPEG, GIF, WebP et AVIF sont acceptés.',
      failedThere: 'Le serveur n’a pas pu la garder. Réessayez.',
      close: 'Fermer',
    },
    language: 'Langage',
    byTitle: 'D’après le titre',
  },
}
