/**
 * Admin act: something that the operator is about to do, asked once more.
 *
 * Closes when it is done, which the page then shows; says why if it was not.
 */
import { type Signal, useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Answer } from '../session/request.ts'
import { useAdminWords } from '../words/admin.ts'
import { Dialog } from './dialog.tsx'
import { useFaults } from './faults.ts'

export interface Act {
  readonly title: string
  /** What comes of it. */
  readonly says: string
  /** On the button that does it. */
  readonly label: string
  readonly run: () => Promise<Answer<unknown>>
}

export function ActDialog({ act }: { readonly act: Signal<Act | null> }) {
  const open = useSignal(false)
  const isAsked = useComputed(() => act.value !== null).value
  useEffect(() => {
    open.value = isAsked
  }, [isAsked, open])
  useEffect(
    () =>
      open.subscribe((isOpen) => {
        if (!isOpen) act.value = null
      }),
    [act, open],
  )
  return (
    <Dialog open={open} title={act.value?.title ?? ''}>
      {act.value && <Question act={act.value} onDone={() => (act.value = null)} />}
    </Dialog>
  )
}

interface QuestionProps {
  readonly act: Act
  readonly onDone: () => void
}

function Question({ act: { says, label, run }, onDone }: QuestionProps) {
  const { cancel } = useAdminWords()
  const say = useFaults()
  const fault = useSignal('')
  const isRunning = useSignal(false)
  const go = async () => {
    isRunning.value = true
    const answer = await run()
    isRunning.value = false
    if (answer.kind === 'failed') fault.value = say(answer.fault)
    else onDone()
  }
  return (
    <>
      <p>{says}</p>
      <div class="act-ways">
        <button
          type="button"
          class="button is-danger"
          disabled={isRunning.value}
          onClick={() => void go()}
        >
          {label}
        </button>
        <button type="button" class="button" onClick={onDone}>
          {cancel}
        </button>
      </div>
      {fault.value !== '' && (
        <p class="admin-problem" role="alert">
          {fault.value}
        </p>
      )}
    </>
  )
}
