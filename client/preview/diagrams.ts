/**
 * Diagrams: the program of the frame that draws Mermaid's diagrams, and does nothing else.
 *
 * A frame of its own because Mermaid writes style sheets into what it draws: its policy allows them, the
 * preview's does not. A source with HTML or images in it is no diagram here. It is told the source of one
 * diagram at a time and nothing more of the document; what it answers is shown as an image, in which nothing runs.
 */
import mermaid from 'mermaid'
import type { FromDiagrams, ToDiagrams } from './messages.ts'

/** HTML but for line breaks, images, and styles of its own: Mermaid would make elements of them. */
const WILD = /<(?!br\s*\/?>|<\w+>>)[a-z/!?]|\bimg\s*:|\bthemeCSS\b|@import|\burl\s*\(/i

let turn: Promise<void> = Promise.resolve()

async function draw({ source, isDark }: ToDiagrams): Promise<void> {
  if (WILD.test(source)) return answer({ source, svg: null })
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    theme: isDark ? 'dark' : 'neutral',
    fontFamily: 'system-ui, sans-serif',
    maxTextSize: 50_000,
  })
  const drawn = await mermaid.render('diagram', source).catch(() => null)
  document.body.replaceChildren()
  answer({ source, svg: drawn ? sized(drawn.svg) : null })
}

/** As large as its letters want it: of an image, `100%` would be the whole column. */
function sized(svg: string): string {
  const [, width, height] = /viewBox="\S+ \S+ (\S+) (\S+)"/.exec(svg) ?? []
  if (!width || !height) return svg
  return svg.replace('width="100%"', `width="${width}" height="${height}"`)
}

const answer = (drawn: FromDiagrams) => parent.postMessage(drawn, '*')

addEventListener('message', ({ source, data }) => {
  if (source !== parent) return
  // One after the other: Mermaid measures in the page.
  turn = turn.then(() => draw(data as ToDiagrams))
})
parent.postMessage('ready', '*')
