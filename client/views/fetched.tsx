/**
 * Fetched: a part of the page whose code comes when it is first wanted.
 *
 * Nothing is drawn until it is there; if it cannot be had, that is said.
 */
import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { useWords } from '../words/language.ts'

export function fetched<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  return function Fetched(props: Props) {
    const part = useSignal<{ readonly Part: ComponentType<Props> } | null>(null)
    const isLost = useSignal(false)
    const { errors } = useWords()
    useEffect(() => {
      load().then(
        (Part) => {
          part.value = { Part }
        },
        () => {
          isLost.value = true
        },
      )
    }, [part, isLost])
    if (isLost.value) return <p role="alert">{errors.unreachable}</p>
    const { Part } = part.value ?? {}
    return Part ? <Part {...props} /> : null
  }
}
