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
  preview: {
    label: 'Affichage',
    write: 'Écrire',
    split: 'Les deux',
    read: 'Lire',
    preview: 'Aperçu',
    outline: 'Plan',
    noHeadings: 'Pas encore de titres.',
    task: 'Tâche',
    image: 'Afficher l’image :',
    diagram: 'Diagramme',
  },
}
