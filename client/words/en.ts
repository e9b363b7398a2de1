/**
 * English: every word that the page says, by the part of it that says it.
 *
 * The catalogue that the other languages follow: TypeScript finds what one of them misses. What depends on
 * a number or a name is a function.
 */
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
  offline: {
    long: 'You are offline. You can go on reading and writing: all of it is kept in this browser and sent when you are back.',
    longUnsent:
      'You are offline. What you write is kept in this browser, but not on the server yet: it is sent when you are back.',
    newVersion: 'There is a new version of Weft.',
    reload: 'Reload',
    list: 'Offline. These are the documents that this browser has opened.',
    kept: 'Kept in this browser',
    notKept: 'Not kept in this browser',
    anewTitle: 'This document was made anew',
    anewSays:
      'What this browser has kept is of an older document with the same address: the server’s was deleted or reset since. The two are not put together, so that nothing stands there twice.',
    ownText: 'This browser’s text',
    diff: 'What differs: the server’s text is struck out, this browser’s is marked',
    throwAway: 'Throw it away and open the server’s document',
    same: 'Both texts are the same.',
  },
}

export type Words = typeof en
