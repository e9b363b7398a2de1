/**
 * Shelf: the list of documents that is being looked at: what was searched for, and what there is.
 *
 * Follows its own signals: to search is to set `search`. Of answers that overtake each other only the one
 * that was asked for last is shown; more of a list is asked for only while nothing else is.
 */
import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { ListedRoom } from '../../shared/api.ts'
import { list } from '../session/documents.ts'
import { useFaults } from './faults.ts'

/** In ms: whoever types on is not asked for yet. */
const PAUSE = 150
/** In ms: while the server does not answer, it is asked again so often. */
const AGAIN = 10_000

export interface Shelf {
  readonly search: Signal<string>
  readonly isTrash: Signal<boolean>
  /** Null until the server has answered. */
  readonly rooms: ReadonlySignal<readonly ListedRoom[] | null>
  readonly more: ReadonlySignal<boolean>
  /** The server did not answer the last time. */
  readonly isUnreachable: ReadonlySignal<boolean>
  /** What went wrong last, in words, or what was done. */
  readonly notice: Signal<string>
  readonly refresh: () => Promise<void>
  readonly showMore: () => Promise<void>
}

export function useShelf(): Shelf {
  const [search, isTrash, notice] = [useSignal(''), useSignal(false), useSignal('')]
  const rooms = useSignal<readonly ListedRoom[] | null>(null)
  const more = useSignal(false)
  const say = useFaults()
  const isUnreachable = useSignal(false)
  /** How often something was asked for, and which of these has been answered. */
  const turns = useRef({ asked: 0, answered: 0 }).current
  const load = async (offset: number) => {
    turns.asked += 1
    const turn = turns.asked
    const answer = await list({ search: search.peek(), trash: isTrash.peek(), offset })
    // Meanwhile something else may have been asked for, which is answered by itself.
    if (turn !== turns.asked) return
    turns.answered = turn
    isUnreachable.value = answer.kind === 'failed' && answer.fault.code === 'unreachable'
    if (answer.kind === 'failed') {
      // With a list that says it itself, it need not be said twice.
      notice.value = isUnreachable.peek() && rooms.peek() === null ? '' : say(answer.fault)
      return
    }
    const before = offset === 0 ? [] : (rooms.peek() ?? [])
    rooms.value = [...before, ...answer.value.rooms]
    more.value = answer.value.more
  }
  useSignalEffect(() => {
    const pause = search.value === '' ? 0 : PAUSE
    isTrash.value
    turns.asked += 1
    const timer = setTimeout(() => void load(0), pause)
    return () => clearTimeout(timer)
  })
  useSignalEffect(() => {
    if (!isUnreachable.value) return
    const again = () => void load(0)
    addEventListener('online', again)
    const timer = setInterval(again, AGAIN)
    return () => {
      removeEventListener('online', again)
      clearInterval(timer)
    }
  })
  const refresh = () => load(0)
  const showMore = async () => {
    if (turns.answered === turns.asked) await load(rooms.peek()?.length ?? 0)
  }
  return { search, isTrash, rooms, more, isUnreachable, notice, refresh, showMore }
}
