/**
 * Icons: Weft's own small drawings, and the mark.
 *
 * All are decoration: whoever uses one names its button in words. Strokes take the colour of the text
 * around them; sizes are the style's. Drawn on a 24 grid, 1.75 thick, round ends.
 */
import type { ComponentChildren } from 'preact'

interface IconProps {
  readonly isPointing: boolean
  readonly children: ComponentChildren
}

function Icon({ isPointing, children }: IconProps) {
  return (
    <svg
      class={isPointing ? 'icon is-pointing' : 'icon'}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  )
}

const SHAPES = {
  check: <path d="M5 12.5 10 17.5 19.5 7" />,
  sync: (
    <path d="M19.5 12a7.5 7.5 0 0 1-13 5.1M4.5 12a7.5 7.5 0 0 1 13-5.1M17.8 3v4.2h-4.2M6.2 21v-4.2h4.2" />
  ),
  'cloud-off': (
    <path d="M4 4l16 16M8.6 8.2A5.5 5.5 0 0 0 7.5 9.3 4.5 4.5 0 0 0 7 18h10.2M12 6.5a5.5 5.5 0 0 1 4.9 4.4A3.8 3.8 0 0 1 20.3 16" />
  ),
  alert: <path d="M12 4 3 19.5h18zM12 10v4.5M12 17.2v.1" />,
  dots: (
    <g class="icon-dots">
      <circle cx="5.5" cy="12" r="1.6" />
      <circle cx="12" cy="12" r="1.6" />
      <circle cx="18.5" cy="12" r="1.6" />
    </g>
  ),
  eye: (
    <>
      <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" />
      <circle cx="12" cy="12" r="2.8" />
    </>
  ),
  columns: <path d="M4 5h16v14H4zM12 5v14" />,
  outline: <path d="M4 6h16M8 12h12M8 18h9M4 12v.1M4 18v.1" />,
  pen: <path d="M4 20l1-4.5L16 4.5 19.5 8 8.5 19zM13.5 7 17 10.5" />,
  key: (
    <>
      <circle cx="8" cy="15.5" r="4" />
      <path d="M11 12.5 19.5 4M16 7.5l2.5 2.5" />
    </>
  ),
  share: (
    <path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L11.8 6.5M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.3-1.3" />
  ),
  copy: (
    <>
      <rect x="8.5" y="8.5" width="11" height="11" rx="2" />
      <path d="M15.5 5.5v-.5a1.5 1.5 0 0 0-1.5-1.5H6a1.5 1.5 0 0 0-1.5 1.5v8A1.5 1.5 0 0 0 6 14.5h.5" />
    </>
  ),
  qr: (
    <path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5M20 14v2.5M14 20v-2.5M17.5 20H20v-1" />
  ),
  download: <path d="M12 4v11M7.5 11 12 15.5 16.5 11M5 19.5h14" />,
  more: (
    <g class="icon-dots">
      <circle cx="12" cy="5.5" r="1.6" />
      <circle cx="12" cy="12" r="1.6" />
      <circle cx="12" cy="18.5" r="1.6" />
    </g>
  ),
  close: <path d="M6 6l12 12M18 6 6 18" />,
  plus: <path d="M12 5v14M5 12h14" />,
  keyboard: (
    <>
      <rect x="2.5" y="6" width="19" height="12" rx="2.5" />
      <path d="M6.5 10h.01M10.2 10h.01M13.9 10h.01M17.5 10h.01M8 14h8" />
    </>
  ),
  person: (
    <>
      <circle cx="12" cy="8.5" r="3.8" />
      <path d="M4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5" />
    </>
  ),
  search: (
    <>
      <circle cx="10.5" cy="10.5" r="6" />
      <path d="M15 15l5 5" />
    </>
  ),
  pin: <path d="M9 4h6l-.8 6 3.3 3.2H6.5L9.800 10zM12 13.200V20" />,
  trash: (
    <path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.9 12.5h9.200L17.5 7M10.300 10.5v5.5M13.700 10.5v5.5" />
  ),
  upload: <path d="M12 15V4.5M7.5 8.5 12 4l4.5 4.5M5 19.5h14" />,
  folder: <path d="M3.5 18.5v-12h6l2 2.5h9v9.5z" />,
  restore: <path d="M4.5 5v5h5M5 10a7.5 7.5 0 1 1-.6 4.5" />,
  undo: <path d="M9 6 4.5 10.5 9 15M5 10.500h9a5 5 0 0 1 0 10h-3" />,
  redo: <path d="M15 6l4.5 4.500L15 15M19 10.500h-9a5 5 0 0 0 0 10h3" />,
  print: <path d="M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z" />,
  chat: <path d="M4.5 5.500h15v10.500h-8.500L6.5 19.8v-3.8h-2z" />,
  arrow: <path d="M5 12h14M13 6l6 6-6 6" />,
  up: <path d="M12 19V5M6 11l6-6 6 6" />,
  down: <path d="M12 5v14M6 13l6 6 6-6" />,
  bell: <path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15zM10 20.500h4" />,
} as const

export type IconName = keyof typeof SHAPES

/** Those that point somewhere along the line of reading, which may go the other way. */
const POINTING: ReadonlySet<IconName> = new Set(['undo', 'redo', 'restore', 'arrow'])

export const Glyph = ({ name }: { readonly name: IconName }) => (
  <Icon isPointing={POINTING.has(name)}>{SHAPES[name]}</Icon>
)

const WEFT = 'M2.5 11.2h9.3M20.2 11.2h9.3M11.2 20.8h9.6'

/** The mark: one weft thread going over, under and over three warps, and back the other way. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path class="mark-warp" d="M7.5 3v26M16 3v26M24.5 3v26" />
      <path class="mark-gap" d={WEFT} />
      <path class="mark-weft" d={WEFT} />
    </svg>
  )
}
