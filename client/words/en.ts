/**
 * English: every word that the page says, by the part of it that says it.
 *
 * The catalogue that the other languages follow: TypeScript finds what one of them misses. What depends on
 * a number or a name is a function.
 */
import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

export const en = {
  theme: { label: 'Theme', system: 'System', light: 'Light', dark: 'Dark' },
  keys: {
    title: 'Keyboard',
    undo: 'Undo what you did',
    redo: 'Redo',
    find: 'Find and replace',
    nextSame: 'Select the next same word',
    lineUp: 'Move the line up',
    lineDown: 'Move the line down',
    indent: 'Indent',
    leave: 'Leave the text',
  },
  chat: {
    title: 'Chat',
    /** On the button that opens it. */
    unread: (count: number): string =>
      `Chat: ${plural(count, { one: '# unread remark', other: '# unread remarks' })}`,
    close: 'Close the chat',
    say: 'Say something',
    send: 'Send',
    link: 'Link to my line',
    goTo: 'Go to the line',
    empty: 'Nobody has said anything yet.',
    waiting: 'Being sent…',
    you: 'You',
    readOnly: 'You can read here, not write.',
  },
  follow: {
    follow: 'Follow',
    goTo: 'Go to where they are',
    following: (name: string): string => `You follow ${name}. Esc ends it.`,
    stop: 'Stop',
    ended: (name: string): string => `You no longer follow ${name}.`,
    invites: (name: string): string => `${name} asks you to follow.`,
    notNow: 'Not now',
    present: 'Ask all to follow you',
    stopPresenting: 'Stop leading',
    rename: 'Change your name',
  },
}

export type Words = typeof en
