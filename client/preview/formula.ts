/**
 * Formula: TeX drawn by KaTeX, as nodes. Loaded when there is one.
 *
 * What KaTeX cannot read stays as it was written.
 */
import katex from 'katex'
import 'katex/dist/katex.min.css'

export function drawFormula(code: HTMLElement, isBlock: boolean): void {
  const drawn = document.createElement(isBlock ? 'div' : 'span')
  drawn.className = 'formula'
  try {
    katex.render(code.textContent ?? '', drawn, {
      displayMode: isBlock,
      maxExpand: 200,
      maxSize: 20,
      trust: false,
    })
  } catch (error) {
    code.title = error instanceof Error ? error.message : String(error)
    code.classList.add('is-wrong')
    return
  }
  code.replaceChildren(drawn)
  code.classList.add('is-drawn')
}
