/**
 * Sheet: the blocks of the text as elements, in its order.
 *
 * Promises that an element stays as long as its block does, so that what is selected, focused and drawn
 * stays too. Knows at which height each line is.
 */
import type { Block, Blocks } from './blocks.ts'
import { safe } from './safe.ts'

/** In ms: how long the frame is kept from anything else. */
const SLICE = 12

interface Shown {
  readonly key: string
  readonly element: HTMLElement
  line: number
}

export class Sheet {
  readonly #main: HTMLElement
  readonly #blocks: Blocks
  readonly #dress: (element: HTMLElement) => void
  #shown: Shown[] = []
  #text = ''
  #next: string | null = null
  #work: Promise<void> | null = null

  constructor(main: HTMLElement, blocks: Blocks, dress: (element: HTMLElement) => void) {
    this.#main = main
    this.#blocks = blocks
    this.#dress = dress
  }

  /** Resolves when it is shown, or a newer text is. */
  show(text: string): Promise<void> {
    this.#next = text
    this.#work ??= this.#run().finally(() => {
      this.#work = null
    })
    return this.#work
  }

  async #run(): Promise<void> {
    for (let next = this.#next; next !== null; next = this.#next) {
      this.#next = null
      this.#text = next
      await this.#draw(this.#blocks.of(next))
    }
  }

  async #draw(blocks: readonly Block[]): Promise<void> {
    const spare = Map.groupBy([...this.#shown].reverse(), ({ key }) => key)
    const wanted = new Set(blocks.map(({ key }) => key))
    for (const { key, element } of this.#shown) if (!wanted.has(key)) element.remove()
    const shown: Shown[] = []
    let begun = performance.now()
    for (const block of blocks) {
      const known = spare.get(block.key)?.pop()
      shown.push(this.#place(known ?? this.#make(block), block.line, shown.at(-1)))
      if (performance.now() - begun < SLICE) continue
      await new Promise((resolve) => setTimeout(resolve))
      begun = performance.now()
    }
    for (const { element } of [...spare.values()].flat()) element.remove()
    this.#shown = shown
  }

  #make({ key, line, html }: Block): Shown {
    const element = document.createElement('div')
    element.className = 'block'
    element.append(safe(html()))
    this.#dress(element)
    return { key, line, element }
  }

  #place(shown: Shown, line: number, after: Shown | undefined): Shown {
    shown.line = line
    const place = after?.element.nextSibling ?? (after ? null : this.#main.firstChild)
    if (place !== shown.element) this.#main.insertBefore(shown.element, place)
    return shown
  }

  /** Of something in a block, whose own count is from the text's start at the time it was drawn. */
  lineOf(inside: Element, drawn: number): number {
    const block = this.#shown.find(({ element }) => element.contains(inside))
    return block === undefined ? drawn : block.line + drawn
  }

  wordsAt(line: number): string {
    return this.#text.split('\n')[line] ?? ''
  }

  /** Where lines begin, from top to bottom, in px from the top of the page; around the `line` or `height`. */
  marks(near: { readonly line: number } | { readonly top: number }): readonly [number, number][] {
    const at = this.#shown.findLastIndex(({ line, element }) =>
      'line' in near ? line <= near.line : element.offsetTop <= near.top,
    )
    const [block, next] = [this.#shown[Math.max(0, at)], this.#shown[Math.max(0, at) + 1]]
    if (block === undefined) return []
    const inside = [...block.element.querySelectorAll<HTMLElement>('[data-line]')].map(
      (each): [number, number] => [block.line + Number(each.dataset.line), topOf(each)],
    )
    const end: [number, number] =
      next === undefined
        ? [this.#text.split('\n').length, block.element.offsetTop + block.element.offsetHeight]
        : [next.line, next.element.offsetTop]
    const all: [number, number][] = [[block.line, block.element.offsetTop], ...inside, end]
    return all.filter(([line, top], index) => {
      const before = all[index - 1]
      return before === undefined || (line > before[0] && top >= before[1])
    })
  }
}

const topOf = (element: Element): number => element.getBoundingClientRect().top + scrollY
