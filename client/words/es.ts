/** Spanish. */
import type { Words } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('es')

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
  chat: {
    title: 'Chat',
    unread: (count: number): string =>
      `Chat: ${plural(count, { one: '# mensaje sin leer', other: '# mensajes sin leer' })}`,
    close: 'Cerrar el chat',
    say: 'Di algo',
    send: 'Enviar',
    link: 'Enlazar mi línea',
    goTo: 'Ir a la línea',
    empty: 'Nadie ha dicho nada todavía.',
    waiting: 'Enviando…',
    you: 'Tú',
    readOnly: 'Aquí puedes leer, no escribir.',
  },
  follow: {
    follow: 'Seguir',
    goTo: 'Ir adonde está',
    following: (name: string): string => `Sigues a ${name}. Esc lo termina.`,
    stop: 'Dejar',
    ended: (name: string): string => `Ya no sigues a ${name}.`,
    invites: (name: string): string => `${name} te pide que le sigas.`,
    notNow: 'Ahora no',
    present: 'Pedir a todos que te sigan',
    stopPresenting: 'Dejar de guiar',
    rename: 'Cambiar tu nombre',
  },
}
