/**
 * File name: what a document is called as a file, and what its title says of what it is.
 *
 * A title with the ending of a file of code keeps it, and its text is taken for code; any other is prose,
 * which is Markdown.
 */
const ENDING = /\.[a-z][a-z0-9+#]{0,9}$/i
export const PROSE = /\.(md|markdown|mdown|txt|text)$/i
/** What no system lets a file be called by. */
const UNFIT = /[\\/:*?"<>|\p{Cc}\s]+/gu

export const isCode = (title: string): boolean => ENDING.test(title) && !PROSE.test(title)

/** `ending`: of the file, `.md` or another, where the title does not say. */
export function fileNameOf(title: string, ending = '.md'): string {
  const name = title.replace(UNFIT, ' ').trim() || 'untitled'
  if (ending === '.md' && ENDING.test(name)) return name
  return `${name.replace(PROSE, '')}${ending}`
}
