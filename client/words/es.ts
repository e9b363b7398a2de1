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
  writing: {
    tools: 'Formato',
    commands: {
      bold: 'Negrita',
      italic: 'Cursiva',
      strike: 'Tachado',
      code: 'Código',
      link: 'Enlace',
      heading1: 'Título 1',
      heading2: 'Título 2',
      heading3: 'Título 3',
      bullets: 'Lista con viñetas',
      numbers: 'Lista numerada',
      tasks: 'Lista de tareas',
      quote: 'Cita',
      table: 'Tabla',
      rule: 'Línea divisoria',
    },
    pictures: {
      sending: (name, percent) => `Enviando ${name}: ${percent} %`,
      failed: (name) => `«${name}» no está en el texto.`,
      offline: 'Las imágenes necesitan la red. Inténtelo de nuevo cuando tenga conexión.',
      'too-big': 'Es demasiado grande, o el documento no tiene sitio para más.',
      'kind-refused': 'Solo se aceptan PNG, JPEG, GIF, WebP y AVIF.',
      failedThere: 'El servidor no pudo guardarla. Inténtelo de nuevo.',
      close: 'Cerrar',
    },
    language: 'Lenguaje',
    byTitle: 'Según el título',
  },
}
