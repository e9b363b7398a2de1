/**
 * Draft: what this browser has kept of a document that is another one by now.
 *
 * Promises that the two are never merged, which would put all of it there twice, and that nothing is thrown
 * away unasked: the kept text stays here until one has decided. With no kept text there is nothing to
 * decide.
 */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Session } from '../session/session.ts'
import { useWords } from '../words/language.ts'
import { CopyButton } from './copy-button.tsx'
import { useFaults } from './faults.ts'
import { Frame, OpenAnew } from './trouble.tsx'

export function DraftPage({ session }: { readonly session: Session }) {
  const {
    offline: words,
    trouble: { copyText },
  } = useWords()
  const text = session.text.toString()
  const goOn = async () => {
    await session.discard()
    location.reload()
  }
  useEffect(() => {
    if (text === '') void goOn()
  }, [text])
  return (
    <Frame title={words.anewTitle}>
      <p>{words.anewSays}</p>
      <div class="trouble-ways">
        <button type="button" class="button" onClick={() => void goOn()}>
          {words.throwAway}
        </button>
      </div>
      <section class="rescue draft">
        <div class="rescue-head">
          <p class="quiet">{words.diff}</p>
          <CopyButton label={copyText} text={() => text} />
          <OpenAnew title={session.title.value} text={text} onMade={session.discard} />
        </div>
        <Difference session={session} text={text} />
      </section>
    </Frame>
  )
}

/** Until it is known what the server has, and when that cannot be told, the kept text alone. */
function Difference({ session, text }: { readonly session: Session; readonly text: string }) {
  const {
    offline: words,
    editor: { phrases },
  } = useWords()
  const say = useFaults()
  const host = useRef<HTMLDivElement>(null)
  const fault = useSignal('')
  const isSame = useSignal(false)
  useEffect(() => {
    const end = new AbortController()
    const show = async () => {
      const [answer, { showDifference }] = await Promise.all([
        session.serverText(),
        import('../editor/difference.ts'),
      ])
      if (end.signal.aborted || host.current === null) return
      if (answer.kind === 'failed') fault.value = say(answer.fault)
      const before = answer.kind === 'failed' ? text : answer.value
      isSame.value = before === text && answer.kind !== 'failed'
      const texts = { before, after: text, label: words.ownText, phrases }
      const stop = showDifference(host.current, texts)
      end.signal.addEventListener('abort', stop)
    }
    void show()
    return () => end.abort()
  }, [session, text])
  return (
    <>
      {fault.value !== '' && <p role="alert">{fault}</p>}
      {isSame.value && <p class="quiet">{words.same}</p>}
      <div ref={host} class="draft-text" />
    </>
  )
}
