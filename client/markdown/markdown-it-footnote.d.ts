declare module 'markdown-it-footnote' {
  import type { MarkdownIt } from 'markdown-it'

  const footnotes: (parser: MarkdownIt) => void

  // biome-ignore lint/style/noDefaultExport: it is what the package has
  export { footnotes as default }
}
