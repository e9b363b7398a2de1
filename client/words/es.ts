/** Spanish. */
import type { Words } from './en.ts'

export const words: Words = {
  theme: { label: 'Colores', system: 'Sistema', light: 'Claro', dark: 'Oscuro' },
  keys: {
    title: 'Teclado',
    undo: 'Deshacer lo propio',
    redo: 'Rehacer',
    find: 'Buscar y reemplazar',
    nextSame: 'Seleccionar también la siguiente palabra igual',
    lineUp: 'Subir la línea',
    lineDown: 'Bajar la línea',
    indent: 'Sangrar',
    leave: 'Salir del texto',
  },
  preview: {
    label: 'Vista',
    write: 'Escribir',
    split: 'Dividir',
    read: 'Leer',
    preview: 'Vista previa',
    outline: 'Esquema',
    noHeadings: 'Aún no hay títulos.',
    task: 'Tarea',
    image: 'Mostrar imagen:',
    diagram: 'Diagrama',
  },
}
