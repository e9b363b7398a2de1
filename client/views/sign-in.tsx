/**
 * Sign-in: what became of signing in, and the page on which one signs out.
 *
 * No document is open here, so that nothing is written while a guest becomes a person or a person leaves.
 */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import {
  type Account,
  forgetPlace,
  placeBefore,
  roomsToKeep,
  SIGN_IN,
  signOut,
} from '../session/account.ts'
import { useWords } from '../words/language.ts'
import { useFaults } from './faults.ts'
import type { Outcome } from './route.ts'
import { Frame } from './trouble.tsx'

interface AccountProps {
  readonly account: Account
}

export function SignInPage({ outcome, account }: AccountProps & { readonly outcome: Outcome }) {
  if (outcome === 'out') return <LeavePage />
  if (outcome === 'done') return <ArrivePage account={account} />
  return <FailedPage outcome={outcome} />
}

type Failure = Exclude<Outcome, 'done' | 'out'>

function FailedPage({ outcome }: { readonly outcome: Failure }) {
  const words = useWords()
  const { title, says } = words.account[outcome]
  return (
    <Frame title={title}>
      <p>{says}</p>
      <div class="trouble-ways">
        <a class="button is-main" href={SIGN_IN}>
          {words.common.tryAgain}
        </a>
        <a class="button" href={placeBefore()}>
          {words.account.goOnWithout}
        </a>
      </div>
    </Frame>
  )
}

/** Not in the history: who goes back from here goes to where he was. */
function ArrivePage({ account }: AccountProps) {
  const words = useWords()
  const says = words.account
  const failed = useSignal(false)
  useEffect(() => {
    void account.settled.then((isSettled) => {
      if (!isSettled) {
        failed.value = true
        return
      }
      const place = placeBefore()
      forgetPlace()
      location.replace(place)
    })
  }, [account, failed])
  if (!failed.value) return <Frame title={says.arriving}>{null}</Frame>
  return (
    <Frame title={says.unsettled.title}>
      <p>{says.unsettled.says}</p>
      <div class="trouble-ways">
        <button type="button" class="button is-main" onClick={() => location.reload()}>
          {words.common.tryAgain}
        </button>
      </div>
    </Frame>
  )
}

function LeavePage() {
  const words = useWords().account
  const say = useFaults()
  const busy = useSignal(false)
  const problem = useSignal('')
  const leave = async () => {
    if (busy.value) return
    busy.value = true
    const left = await signOut()
    busy.value = false
    if (left.kind === 'failed') problem.value = say(left.fault)
    else location.assign(left.url)
  }
  return (
    <Frame title={words.leave.title}>
      <p>{words.leave.says}</p>
      <Kept />
      <div class="trouble-ways">
        <button
          type="button"
          class="button is-main"
          aria-busy={busy.value}
          onClick={() => void leave()}
        >
          {words.signOut}
        </button>
        <a class="button" href={placeBefore()}>
          {words.leave.stay}
        </a>
      </div>
      {problem.value !== '' && <p role="alert">{problem}</p>}
    </Frame>
  )
}

function Kept() {
  const { account, common } = useWords()
  const rooms = roomsToKeep()
  if (rooms.length === 0) return null
  return (
    <>
      <p>{account.leave.kept}</p>
      <ul class="kept" aria-label={account.leave.keptLabel}>
        {rooms.map(({ roomId, title }) => (
          <li key={roomId}>{title || common.untitled}</li>
        ))}
      </ul>
    </>
  )
}
