/**
 * Visible height: makes the page as high as what can be seen of it while a keyboard lies over it.
 *
 * So the last row stands above the keyboard, and the caret does not hide behind it. Where the browser
 * makes the page smaller by itself, or somebody has zoomed in, nothing is done.
 */

/** In px: what is lower is a bar of the browser's and no keyboard. */
const KEYBOARD_MIN = 120

/** Until what it returns is called. */
export function followVisibleHeight(element: HTMLElement): () => void {
  const viewport = window.visualViewport
  if (!viewport) return () => undefined
  const follow = () => {
    const isCovered = viewport.scale === 1 && innerHeight - viewport.height > KEYBOARD_MIN
    element.style.height = isCovered ? `${viewport.height}px` : ''
    element.style.transform = isCovered ? `translateY(${viewport.offsetTop}px)` : ''
  }
  viewport.addEventListener('resize', follow)
  viewport.addEventListener('scroll', follow)
  return () => {
    viewport.removeEventListener('resize', follow)
    viewport.removeEventListener('scroll', follow)
  }
}
