/**
 * Dresser: gives a block what its HTML alone does not show: colours of code, formulas, diagrams, boxes that
 * can be ticked, and a place for each image that may not be loaded.
 *
 * Promises that it loads what draws formulas or colours code only when there is some, and that it draws only
 * what is about to be seen.
 */
import { isSafeAddress } from '../markdown/markdown.ts'
import type { FrameWords, FromPreview } from './messages.ts'

interface Setting {
  readonly theme: string
  readonly mayTick: boolean
  readonly words: FrameWords
}

interface Diagram {
  /** Null until it has been drawn. */
  svg: string | null
  /** Where it is shown, or will be. */
  readonly codes: Set<HTMLElement>
}

export class Dresser {
  readonly #tell: (message: FromPreview) => void
  /** By their sources. */
  readonly #diagrams = new Map<string, Diagram>()
  readonly #watch = new IntersectionObserver((seen) => this.#seen(seen), {
    root: document,
    rootMargin: '800px',
  })
  #setting: Setting = {
    theme: 'system',
    mayTick: false,
    words: { done: '', image: '', diagram: '' },
  }

  constructor(tell: (message: FromPreview) => void) {
    this.#tell = tell
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', () => this.#askAgain())
  }

  set(setting: Setting): void {
    const isOther = setting.theme !== this.#setting.theme
    this.#setting = setting
    if (isOther) this.#askAgain()
    for (const box of document.querySelectorAll<HTMLInputElement>('[data-task]')) this.#box(box)
    for (const image of document.querySelectorAll('.image-kept')) this.#name(image)
  }

  dress(block: HTMLElement): void {
    for (const box of block.querySelectorAll<HTMLInputElement>('[data-task]')) this.#box(box)
    for (const image of block.querySelectorAll<HTMLImageElement>('[data-image]')) this.#image(image)
    for (const table of block.querySelectorAll('table')) scrolling(table)
    if (block.querySelector('[data-code], .math') !== null) this.#watch.observe(block)
  }

  #box(box: HTMLInputElement): void {
    box.disabled = !this.#setting.mayTick
    box.ariaLabel =
      box.parentElement?.textContent?.trim().split('\n')[0] || this.#setting.words.done
  }

  /** Of another site: asked for only if somebody wants to, since asking tells that site who reads. */
  #image(image: HTMLImageElement): void {
    const address = image.dataset.image ?? ''
    // Markdown lets through what is no address after all, and it stays what it says.
    if (!isSafeAddress(address) || !URL.canParse(address, location.href)) return
    const { origin, host, protocol } = new URL(address, location.href)
    if (origin === location.origin || protocol === 'data:' || location.search === '?images') {
      image.loading = 'lazy'
      image.src = address
      return
    }
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'image-kept'
    button.dataset.alt = image.alt
    button.dataset.host = host
    this.#name(button)
    button.addEventListener('click', () => this.#tell({ type: 'images' }))
    image.replaceWith(button)
  }

  #name(button: Element): void {
    if (!(button instanceof HTMLElement)) return
    const { alt = '', host = '' } = button.dataset
    const name = alt === '' ? host : `${alt} (${host})`
    button.textContent = `${this.#setting.words.image} ${name}`
  }

  #seen(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue
      this.#watch.unobserve(target)
      for (const code of target.querySelectorAll<HTMLElement>('[data-code]')) this.#code(code)
      for (const formula of target.querySelectorAll<HTMLElement>('.math')) {
        const isBlock = formula.localName === 'pre'
        void import('./formula.ts').then(({ drawFormula }) => drawFormula(formula, isBlock))
      }
    }
  }

  #code(code: HTMLElement): void {
    const language = code.dataset.code ?? ''
    if (language === 'mermaid') this.#ask(code)
    else if (language !== '')
      void import('./highlight.ts').then(({ highlight }) => highlight(code, language))
  }

  #ask(code: HTMLElement): void {
    this.#forget()
    const source = code.textContent ?? ''
    const known = this.#diagrams.get(source)
    known?.codes.add(code)
    if (known?.svg) this.#picture(code, source, known.svg)
    if (known !== undefined) return
    this.#diagrams.set(source, { svg: null, codes: new Set([code]) })
    this.#tell({ type: 'diagram', source })
  }

  /** Those that are not in the text any more. */
  #forget(): void {
    for (const [source, { codes }] of this.#diagrams) {
      for (const code of codes) if (!code.isConnected) codes.delete(code)
      if (codes.size === 0) this.#diagrams.delete(source)
    }
  }

  /** In other colours. */
  #askAgain(): void {
    this.#forget()
    for (const source of this.#diagrams.keys()) this.#tell({ type: 'diagram', source })
  }

  /** The answer to what was asked. Null: it is no diagram, and stays code. */
  diagram(source: string, svg: string | null): void {
    const known = this.#diagrams.get(source)
    if (known === undefined) return
    known.svg = svg
    if (svg === null) this.#diagrams.delete(source)
    for (const code of known.codes)
      if (svg === null) code.classList.add('is-wrong')
      else this.#picture(code, source, svg)
  }

  #picture(code: HTMLElement, source: string, svg: string): void {
    const image = new Image()
    image.className = 'diagram'
    image.alt = `${this.#setting.words.diagram}: ${source}`
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
    code.replaceChildren(image)
    code.parentElement?.classList.add('is-drawn')
  }
}

/** A table wider than the page scrolls by itself; so that keys can do it, it takes the focus. */
function scrolling(table: HTMLTableElement): void {
  const frame = document.createElement('div')
  frame.className = 'wide'
  frame.tabIndex = 0
  table.replaceWith(frame)
  frame.append(table)
}
