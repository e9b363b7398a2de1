/**
 * Safe: HTML as nodes that can run nothing and ask for nothing.
 *
 * The second of three locks: Markdown here makes no HTML of the text's own, and the frame's policy lets
 * neither script nor request through. Only what Markdown makes is let in: no form, no style, no SVG.
 */
import DOMPurify from 'dompurify'
import { isSafeAddress } from '../markdown/markdown.ts'

const TAGS =
  'h1 h2 h3 h4 h5 h6 p br hr em strong s a img ul ol li blockquote pre code table thead tbody tr th td sup section input'
const NAMES =
  'href title alt class id dir type checked start data-line data-task data-code data-image'

export function safe(html: string): DocumentFragment {
  const nodes = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS.split(' '),
    ALLOWED_ATTR: NAMES.split(' '),
    // Nothing asks for it but the dresser, which looks at it itself.
    ADD_URI_SAFE_ATTR: ['data-image'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  })
  for (const link of nodes.querySelectorAll('a')) guard(link)
  return nodes
}

/** What leads out of the document opens beside it, and learns nothing of where it was. */
function guard(link: HTMLAnchorElement): void {
  const address = link.getAttribute('href') ?? ''
  if (address.startsWith('#')) return
  if (!isSafeAddress(address) || address.startsWith('data:')) {
    link.removeAttribute('href')
    return
  }
  link.target = '_blank'
  link.rel = 'noopener noreferrer'
}
