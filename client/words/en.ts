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
  writing: {
    tools: 'Formatting',
    commands: {
      bold: 'Bold',
      italic: 'Italic',
      strike: 'Strikethrough',
      code: 'Code',
      link: 'Link',
      heading1: 'Heading 1',
      heading2: 'Heading 2',
      heading3: 'Heading 3',
      bullets: 'Bulleted list',
      numbers: 'Numbered list',
      tasks: 'Task list',
      quote: 'Quote',
      table: 'Table',
      rule: 'Line across',
    },
    pictures: {
      sending: (name: string, percent: number) => `Sending ${name}: ${percent} %`,
      failed: (name: string) => `“${name}” is not in the text.`,
      offline: 'Pictures need the network. Try again when you are online.',
      'too-big': 'It is too large, or the document has no place for more.',
      'kind-refused': 'Only PNG, JPEG, GIF, WebP and AVIF are taken.',
      failedThere: 'The server could not keep it. Try again.',
      close: 'Close',
    },
    language: 'Language',
    byTitle: 'By the title',
  },
}

export type Words = typeof en
