/**
 * Following: what one sees while one follows somebody, or is asked to.
 *
 * A frame in their colour around the text, with their name in words and a button; Esc ends it, too. What
 * ends, or is asked, is said in a quiet line over the text, and to a screen reader.
 */
import { useEffect } from 'preact/hooks'
import type { Following } from '../session/following.ts'
import { useWords } from '../words/language.ts'

/** In ms: how long it is said that one follows nobody any more. */
const SAID = 4_000

export function FollowFrame({ following }: { readonly following: Following }) {
  const whom = following.whom.value
  return (
    <div class={whom === null ? 'follow' : `follow is-on person-${whom.color}`}>
      <p class="follow-line" role="status">
        <Line following={following} />
      </p>
    </div>
  )
}

function Line({ following }: { readonly following: Following }) {
  const words = useWords().follow
  const [whom, ended, invitation] = [
    following.whom.value,
    following.ended.value,
    following.invitation.value,
  ]
  useEffect(() => {
    if (ended === null) return
    const timer = setTimeout(following.dismiss, SAID)
    return () => clearTimeout(timer)
  }, [ended, following])
  if (whom !== null) return <Followed name={whom.name} onEnd={following.end} />
  if (ended !== null) return <span class="follow-words">{words.ended(ended)}</span>
  if (invitation === null) return null
  return (
    <>
      <span class="follow-words">{words.invites(invitation.name)}</span>
      <button type="button" class="chip" onClick={() => following.start(invitation.id)}>
        {words.follow}
      </button>
      <button type="button" class="chip" onClick={following.dismiss}>
        {words.notNow}
      </button>
    </>
  )
}

function Followed({ name, onEnd }: { readonly name: string; readonly onEnd: () => void }) {
  const words = useWords().follow
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.isComposing && !event.defaultPrevented) onEnd()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [onEnd])
  return (
    <>
      <span class="follow-words">{words.following(name)}</span>
      <button type="button" class="chip" onClick={onEnd}>
        {words.stop}
      </button>
    </>
  )
}
