/**
 * Admin: the page of whoever runs the server: how it is, second by second, and what he can do about it.
 *
 * Shows what the server tells him on its socket and nothing before he has shown his token. Everything that
 * he does is asked once more before it is done (admin-act.tsx).
 */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Overview } from '../../shared/overview.ts'
import type { Account } from '../session/account.ts'
import { type Door, Operator } from '../session/operator.ts'
import '../style/admin.css'
import { type AdminWords, useAdminWords } from '../words/admin.ts'
import { useWords } from '../words/language.ts'
import { type Act, ActDialog } from './admin-act.tsx'
import { Charts } from './admin-charts.tsx'
import { type Numbers, numbersIn } from './admin-numbers.ts'
import { Rooms } from './admin-rooms.tsx'
import { Mark } from './icons.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { type Theme, ThemeChoice } from './theme.tsx'

interface AdminProps {
  readonly theme: Signal<Theme>
  readonly account: Account
}

export function AdminPage({ theme, account }: AdminProps) {
  const [operator] = useState(() => new Operator())
  const act = useSignal<Act | null>(null)
  const words = useAdminWords()
  const { common } = useWords()
  const user = account.me.value?.user
  useEffect(() => () => operator.stop(), [operator])
  useEffect(() => {
    if (user) void operator.showSession()
  }, [operator, user])
  useEffect(() => {
    document.title = `${words.title} · Weft`
  }, [words])
  const latest = operator.seen.value.at(-1)
  return (
    <div class="admin">
      <header class="admin-head">
        <a class="wordmark" href="/" aria-label={common.home}>
          <Mark />
          Weft
        </a>
        <div class="admin-side">
          <LanguageChoice />
          <ThemeChoice theme={theme} />
        </div>
      </header>
      {latest === undefined ? (
        <Ask operator={operator} />
      ) : (
        <Board operator={operator} latest={latest} act={act} />
      )}
      <ActDialog act={act} />
    </div>
  )
}

const REFUSALS: Readonly<Partial<Record<Door, keyof AdminWords>>> = {
  wrong: 'wrong',
  none: 'none',
  'too-often': 'tooOften',
  away: 'away',
}

function Ask({ operator }: { readonly operator: Operator }) {
  const words = useAdminWords()
  const token = useSignal('')
  const field = useRef<HTMLInputElement>(null)
  const door = operator.door.value
  const refusal = REFUSALS[door]
  useEffect(() => field.current?.focus(), [])
  const send = (event: Event) => {
    event.preventDefault()
    operator.show(token.value.trim())
  }
  return (
    <main class="admin-ask">
      <form onSubmit={send}>
        <h1>{words.ask}</h1>
        <p id="admin-says">{words.askSays}</p>
        <label for="admin-token">{words.token}</label>
        <div class="field-row">
          <input
            ref={field}
            id="admin-token"
            class="field"
            type="password"
            autocomplete="off"
            required
            aria-describedby="admin-says"
            value={token.value}
            onInput={(event) => {
              token.value = event.currentTarget.value
            }}
          />
          <button type="submit" class="button is-main" disabled={door === 'trying'}>
            {words.watch}
          </button>
        </div>
        <p class="admin-problem" role="alert">
          {refusal && words[refusal]}
        </p>
      </form>
    </main>
  )
}

interface BoardProps {
  readonly operator: Operator
  readonly latest: Overview
  readonly act: Signal<Act | null>
}

function Board({ operator, latest, act }: BoardProps) {
  const words = useAdminWords()
  const { tag } = useWords()
  const numbers = numbersIn(tag)
  const drain = () => {
    act.value = {
      title: words.drain,
      says: words.drainSays,
      label: words.drain,
      run: () => operator.drain(),
    }
  }
  return (
    <main class="admin-board">
      <div class="admin-top">
        <h1>{words.title}</h1>
        <div class="admin-side">
          <button type="button" class="button" onClick={() => operator.leave()}>
            {words.leave}
          </button>
          <button type="button" class="button" onClick={drain}>
            {words.drain}
          </button>
        </div>
      </div>
      <Lamps latest={latest} isAway={operator.door.value === 'away'} numbers={numbers} />
      <Tiles latest={latest} numbers={numbers} />
      <Charts seen={operator.seen.value} numbers={numbers} />
      <Rooms operator={operator} latest={latest} numbers={numbers} act={act} />
      <Troubles latest={latest} numbers={numbers} />
    </main>
  )
}

interface PartProps {
  readonly latest: Overview
  readonly numbers: Numbers
}

function Lamps({ latest, isAway, numbers }: PartProps & { readonly isAway: boolean }) {
  const words = useAdminWords()
  const { isStoring, isWhole, isDraining, machine, upSince, time } = latest
  return (
    <div class="lamps">
      <ul aria-live="polite">
        {isAway && <li class="is-bad">{words.away}</li>}
        {isDraining && <li class="is-warning">{words.draining}</li>}
        <li class={isStoring ? 'is-good' : 'is-bad'}>
          {isStoring ? words.stores : words.storeFails}
        </li>
        {isWhole !== null && (
          <li class={isWhole ? 'is-good' : 'is-bad'}>
            {isWhole ? words.nodesHeard : words.nodesNotHeard}
          </li>
        )}
      </ul>
      {/* What changes each second is not told each second. */}
      <ul>
        {isWhole !== null && <li class="is-plain">{machine}</li>}
        <li class="is-plain">
          {words.up} {numbers.duration((time - upSince) / 1000)}
        </li>
      </ul>
    </div>
  )
}

function Tiles({ latest, numbers: { count, bytes } }: PartProps) {
  const words = useAdminWords()
  const tiles = [
    [words.rooms, count(latest.rooms)],
    [words.people, count(latest.people)],
    [words.connections, count(latest.connections)],
    [words.lagging, count(latest.lagging)],
    [words.waiting, bytes(latest.waitingBytes)],
  ]
  return (
    <dl class="tiles">
      {tiles.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** By code, as metrics and log have it; what it means is in PROTOCOL.md. */
function Troubles({ latest: { refusals, errors }, numbers: { count, time } }: PartProps) {
  const words = useAdminWords()
  const { errors: meanings } = useWords()
  const refused = Object.entries(refusals).sort(([, one], [, other]) => other - one)
  return (
    <div class="troubles">
      <section>
        <h2>{words.refusals}</h2>
        {refused.length === 0 && <p class="quiet">{words.noRefusals}</p>}
        <ul>
          {refused.map(([code, times]) => (
            <li key={code}>
              <code>{code}</code> <b>{count(times)}</b>
              <span class="quiet">{meanings[code as keyof typeof refusals]}</span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{words.errors}</h2>
        {errors.length === 0 && <p class="quiet">{words.noErrors}</p>}
        <ul>
          {errors.map((each) => (
            <li key={`${each.time} ${each.words}`}>
              <time>{time(each.time)}</time> <span lang="en">{each.words}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
