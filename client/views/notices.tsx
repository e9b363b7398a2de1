/**
 * Notices: the two lines that may stand under the bar: that one has been offline for long, and that there is
 * a newer version of this page.
 *
 * Neither takes the focus, covers text or does anything by itself.
 */
import { useSignal, useSignalEffect } from '@preact/signals'
import type { Session } from '../session/session.ts'
import type { Version } from '../session/version.ts'
import { useWords } from '../words/language.ts'
import { Glyph } from './icons.tsx'

/** In ms: whoever is back sooner need not be told. */
const LONG = 10_000

interface NoticesProps {
  readonly session: Session
  readonly version: Version
}

export function Notices({ session, version }: NoticesProps) {
  const isLong = useLongOffline(session)
  const words = useWords().offline
  const isUnsent = session.status.value === 'offline-unsaved'
  useSignalEffect(() => {
    // The server may have come back as another.
    if (session.connected.value) void version.check()
  })
  return (
    <div class="notices" role="status">
      {isLong.value && (
        <p class="notice is-offline">
          <Glyph name="cloud-off" />
          {isUnsent ? words.longUnsent : words.long}
        </p>
      )}
      {version.isOld.value && <NewVersion />}
    </div>
  )
}

export function NewVersion() {
  const words = useWords().offline
  return (
    <p class="notice">
      {words.newVersion}
      <button type="button" class="button" onClick={() => location.reload()}>
        {words.reload}
      </button>
    </p>
  )
}

/** Whether the status has been one of being offline for LONG without a break. */
function useLongOffline({ status }: Session) {
  const isLong = useSignal(false)
  useSignalEffect(() => {
    const isOffline = status.value === 'offline' || status.value === 'offline-unsaved'
    if (!isOffline) {
      isLong.value = false
      return
    }
    // Already told: the words may change, the line stays.
    if (isLong.peek()) return
    const timer = setTimeout(() => {
      isLong.value = true
    }, LONG)
    return () => clearTimeout(timer)
  })
  return isLong
}
