/**
 * HTML to Markdown: what was copied elsewhere as rich text, as Markdown.
 *
 * Loaded when somebody pastes such a thing. Promises never to let the browser parse it: nothing in it is
 * run or fetched. What Markdown cannot say (colours, fonts) goes, and pictures that are not on the web.
 */
import type { Element, ElementContent, Root, RootContent } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { toMdast } from 'hast-util-to-mdast'
import { gfmToMarkdown } from 'mdast-util-gfm'
import { toMarkdown } from 'mdast-util-to-markdown'

/** Google Docs wraps all that is copied in a `<b>` that is not bold. */
const isNotBold = ({ tagName, properties }: Element): boolean =>
  tagName === 'b' && /font-weight:\s*(normal|400)/.test(String(properties.style ?? ''))

/** Word's own pictures and those in the address itself would be megabytes of letters, or nothing. */
const isNoPicture = ({ tagName, properties }: Element): boolean =>
  tagName === 'img' && !/^https?:/.test(String(properties.src ?? ''))

const hasHead = ({ children }: Element): boolean =>
  children.some((child) => child.type === 'element' && (child.tagName === 'th' || hasHead(child)))

/** Markdown has no table without a head: where none is marked, the first row is it. */
function withHead(element: Element): Element {
  if (element.tagName === 'td') return { ...element, tagName: 'th' }
  const at = element.tagName === 'tr' ? -1 : firstElement(element)
  const isHead = (index: number) => element.tagName === 'tr' || index === at
  const children = element.children.map((child, index) =>
    child.type === 'element' && isHead(index) ? withHead(child) : child,
  )
  return { ...element, children }
}

const firstElement = ({ children }: Element): number =>
  children.findIndex(
    (child) => child.type === 'element' && !/^(caption|colgroup)$/.test(child.tagName),
  )

/** What has a place in a text. */
function cleaned(children: readonly (RootContent | ElementContent)[]): ElementContent[] {
  return children.flatMap((child): ElementContent[] => {
    if (child.type === 'text') return [child]
    if (child.type !== 'element' || isNoPicture(child)) return []
    const inner = cleaned(child.children)
    if (isNotBold(child)) return inner
    const element = { ...child, children: inner }
    return [child.tagName === 'table' && !hasHead(child) ? withHead(element) : element]
  })
}

/** One line without a line break at its end, when all is one paragraph. */
export function markdownOf(html: string): string {
  const tree = fromHtml(html, { fragment: true })
  const root: Root = { type: 'root', children: cleaned(tree.children) }
  const text = toMarkdown(toMdast(root), {
    bullet: '-',
    emphasis: '*',
    listItemIndent: 'one',
    rule: '-',
    extensions: [gfmToMarkdown()],
  })
  return text.trim()
}
