/**
 * QR code: a link for the camera of a phone.
 *
 * Drawn as one path, dark on light in both themes and with the quiet zone that the standard asks for, since cameras
 * look for that. Loaded only when somebody wants to see one.
 */
import { encode } from 'uqr'

/** Modules around the code that stay light (ISO 18004). */
const QUIET = 4

export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET })
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path class="qr-light" d={`M0 0h${size}v${size}h-${size}z`} />
      <path class="qr-dark" d={data.map(rowPath).join('')} shape-rendering="crispEdges" />
    </svg>
  )
}

/** The dark runs of one row, each a rectangle one high. */
function rowPath(row: readonly boolean[], y: number): string {
  const starts = row.flatMap((isDark, x) => (isDark && row[x - 1] !== true ? [x] : []))
  return starts.map((x) => `M${x} ${y}h${runFrom(row, x)}v1h-${runFrom(row, x)}z`).join('')
}

function runFrom(row: readonly boolean[], start: number): number {
  const end = row.indexOf(false, start)
  return (end < 0 ? row.length : end) - start
}
