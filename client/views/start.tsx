/**
 * Start: the first page: what Weft is, one button, and what was open here before.
 *
 * Creating asks nothing and leads straight into the editor. The list is this browser's own memory: no
 * server knows which documents somebody has.
 */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Account } from '../session/account.ts'
import {
  forgetRoom,
  linkTo,
  type RecentRoom,
  recentRooms,
  rememberRoom,
} from '../session/recent.ts'
import { createRoom } from '../session/room-creation.ts'
import { AccountCorner, SignInToMake } from './account.tsx'
import { Cloth } from './cloth.tsx'
import { Glyph, Mark } from './icons.tsx'
import { ROLE_WORDS } from './people.tsx'
import { type Theme, ThemeChoice } from './theme.tsx'

interface StartProps {
  readonly theme: Signal<Theme>
  readonly account: Account
  readonly go: (path: string) => void
}

export function StartPage({ theme, account, go }: StartProps) {
  const recent = useSignal(recentRooms())
  useEffect(() => {
    document.title = 'Weft'
  }, [])
  return (
    <div class="start">
      <header class="start-head">
        <span class="wordmark">
          <Mark />
          Weft
        </span>
        <div class="start-side">
          <AccountCorner account={account} />
          <ThemeChoice theme={theme} />
        </div>
      </header>
      <main class="start-main">
        <section class="hero">
          <div class="hero-words">
            <h1>Write together, on a server of your own.</h1>
            <p>Open a page, write, share the link. Your team is in, keystroke by keystroke.</p>
            {account.me.value?.mayCreate === false ? <SignInToMake /> : <NewDocument go={go} />}
          </div>
          <Cloth />
        </section>
        {recent.value.length > 0 && (
          <RecentList
            rooms={recent.value}
            onForget={(roomId) => {
              recent.value = forgetRoom(roomId)
            }}
          />
        )}
      </main>
    </div>
  )
}

function NewDocument({ go }: { readonly go: (path: string) => void }) {
  const busy = useSignal(false)
  const problem = useSignal('')
  const create = async () => {
    if (busy.value) return
    busy.value = true
    const made = await createRoom()
    busy.value = false
    if (made.kind === 'failed') {
      problem.value = made.words
      return
    }
    const { roomId, secret } = made
    rememberRoom({ roomId, secret, role: 'owner', title: '', opened: Date.now() })
    go(linkTo(roomId, secret))
  }
  return (
    <div class="new">
      <button
        type="button"
        class="button is-main is-big"
        aria-busy={busy.value}
        onClick={() => void create()}
      >
        <Glyph name="plus" />
        New document
      </button>
      <p class="problem" role="alert">
        {problem}
      </p>
    </div>
  )
}

interface RecentListProps {
  readonly rooms: readonly RecentRoom[]
  readonly onForget: (roomId: string) => void
}

function RecentList({ rooms, onForget }: RecentListProps) {
  return (
    <section class="recent" aria-labelledby="recent-heading">
      <h2 id="recent-heading">Opened in this browser</h2>
      <ul>
        {rooms.map((room) => (
          <li key={room.roomId} class="recent-row">
            <a href={linkTo(room.roomId, room.secret)}>
              <span class="recent-title">{room.title || 'Untitled'}</span>
              <span class="recent-role">{ROLE_WORDS[room.role]}</span>
              <time class="recent-when" dateTime={new Date(room.opened).toISOString()}>
                {ago(room.opened, Date.now())}
              </time>
            </a>
            <button
              type="button"
              class="icon-button"
              aria-label={`Take ${room.title || 'Untitled'} off this list`}
              onClick={() => onForget(room.roomId)}
            >
              <Glyph name="close" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** "3 hours ago"; a date once it is more than a week. */
function ago(then: number, now: number): string {
  const past = now - then
  if (past > 7 * 86_400_000) return new Date(then).toLocaleDateString('en', { dateStyle: 'medium' })
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
  const unit = UNITS.find(([, length]) => past >= length)
  return unit === undefined ? 'just now' : words.format(-Math.floor(past / unit[1]), unit[0])
}
