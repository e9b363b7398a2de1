/**
 * Menu keys: an opened menu has the focus on its first item; the arrows, Home and End go through them.
 *
 * Tab reaches them, too. The menu is a native popover, whose items have the class `menu-item`.
 */
import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

export function useMenuKeys(panel: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const menu = panel.current
    if (menu === null) return
    const onKey = (event: KeyboardEvent) => go(menu, event)
    const onToggle = () => {
      if (menu.matches(':popover-open')) itemsOf(menu)[0]?.focus()
    }
    menu.addEventListener('keydown', onKey)
    menu.addEventListener('toggle', onToggle)
    return () => {
      menu.removeEventListener('keydown', onKey)
      menu.removeEventListener('toggle', onToggle)
    }
  }, [panel])
}

const itemsOf = (menu: HTMLElement) => [...menu.querySelectorAll<HTMLElement>('.menu-item')]

function go(menu: HTMLElement, event: KeyboardEvent): void {
  const items = itemsOf(menu)
  const at = items.indexOf(document.activeElement as HTMLElement)
  const last = items.length - 1
  // On what is no item, such as the theme, the arrows are its own.
  if (at < 0) return
  const places: Readonly<Record<string, number>> = {
    ArrowDown: at === last ? 0 : at + 1,
    ArrowUp: at === 0 ? last : at - 1,
    Home: 0,
    End: last,
  }
  const next = items[places[event.key] ?? -1]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
