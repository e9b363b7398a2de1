/**
 * Place: puts a menu under the button that opens it, or above it where there is no room.
 *
 * By script, since anchors of CSS are younger than some browsers that people still have.
 */
export function placeMenu(panel: HTMLElement | null): void {
  const button = panel?.previousElementSibling?.getBoundingClientRect()
  if (!panel || button === undefined) return
  const { offsetWidth, offsetHeight } = panel
  const below = button.bottom + offsetHeight < innerHeight
  panel.style.top = `${below ? button.bottom : Math.max(0, button.top - offsetHeight)}px`
  const isRtl = document.documentElement.dir === 'rtl'
  const left = isRtl ? button.left : button.right - offsetWidth
  panel.style.left = `${Math.max(0, Math.min(left, innerWidth - offsetWidth))}px`
}
