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
  preview: {
    label: 'View',
    write: 'Write',
    split: 'Split',
    read: 'Read',
    preview: 'Preview',
    outline: 'Outline',
    noHeadings: 'No headings yet.',
    task: 'Task',
    image: 'Show image:',
    diagram: 'Diagram',
  },
}

export type Words = typeof en
