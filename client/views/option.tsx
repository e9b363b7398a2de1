/**
 * Option: one row of a list box whose field keeps the focus and has the keys.
 *
 * The chosen one is scrolled into view. Which one that is, and what a key does, is the field's.
 */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface OptionProps {
  readonly id: string
  readonly class: string
  readonly dir?: 'auto'
  readonly isChosen: boolean
  readonly onTake: () => void
  readonly children: ComponentChildren
}

export function Option({ isChosen, onTake, children, ...rest }: OptionProps) {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
    <div
      {...rest}
      ref={row}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      {children}
    </div>
  )
}
