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
  offline: {
    long: 'Estás sin conexión. Puedes seguir leyendo y escribiendo: todo se guarda en este navegador y se envía cuando vuelvas a conectarte.',
    longUnsent:
      'Estás sin conexión. Lo que escribes se guarda en este navegador, pero aún no en el servidor: se enviará cuando vuelvas a conectarte.',
    newVersion: 'Hay una versión nueva de Weft.',
    reload: 'Recargar',
    list: 'Sin conexión. Estos son los documentos que se han abierto en este navegador.',
    kept: 'Guardado en este navegador',
    notKept: 'No guardado en este navegador',
    anewTitle: 'Este documento se creó de nuevo',
    anewSays:
      'Lo que guardó este navegador es de un documento anterior con la misma dirección: el del servidor se eliminó o se restableció después. Los dos no se combinan, para que nada aparezca dos veces.',
    ownText: 'Texto de este navegador',
    diff: 'Diferencias: el texto del servidor está tachado; el de este navegador, marcado',
    throwAway: 'Descartarlo y abrir el documento del servidor',
    same: 'Los dos textos son iguales.',
  },
}
