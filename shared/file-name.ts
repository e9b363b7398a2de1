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

/** Of languages that somebody has chosen for a document, by the name that he chose. */
const ENDINGS: Readonly<Record<string, string>> = {
  'C++': '.cpp',
  'C#': '.cs',
  ...{ C: '.c', CSS: '.css', Dart: '.dart', Go: '.go', HTML: '.html', Haskell: '.hs' },
  ...{ Java: '.java', JavaScript: '.js', JSON: '.json', JSX: '.jsx', Julia: '.jl' },
  ...{ Kotlin: '.kt', LaTeX: '.tex', Lua: '.lua', Markdown: '.md', PHP: '.php', Perl: '.pl' },
  ...{ Python: '.py', R: '.r', Ruby: '.rb', Rust: '.rs', Sass: '.sass', Scala: '.scala' },
  ...{ SCSS: '.scss', Shell: '.sh', SQL: '.sql', Swift: '.swift', TOML: '.toml' },
  ...{ TSX: '.tsx', TypeScript: '.ts', Vue: '.vue', XML: '.xml', YAML: '.yaml' },
}

/** The title's own ending, if it has one, tells what the text is; else the language that was chosen. */
export function textFileNameOf(title: string, language: string | null): string {
  return language === null || isCode(title)
    ? fileNameOf(title)
    : fileNameOf(title, endingOf(language))
}

/** `.txt` for one that is not known here: `constructor`, too, for anyone who writes sets any name. */
export const endingOf = (language: string): string =>
  (Object.hasOwn(ENDINGS, language) && ENDINGS[language]) || '.txt'
