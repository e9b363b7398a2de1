/**
 * Documents: the list of one's own, to find one again and to tidy up.
 *
 * The server's list; while it cannot be reached, what this browser has opened itself. Typing searches
 * titles and texts. What is done to a document is in document-menu.tsx.
 */
import { useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'
import type { ListedRoom } from '../../shared/api.ts'
import { TRASH_DAYS } from '../../shared/protocol.ts'
import { copiedRooms } from '../session/local-copy.ts'
import { linkTo, recentRooms } from '../session/recent.ts'
import type { Words } from '../words/en.ts'
import { useWords } from '../words/language.ts'
import { ago } from './ago.ts'
import { DocumentMenu, TrashActions } from './document-menu.tsx'
import { Glyph } from './icons.tsx'
import type { Shelf } from './shelf.ts'

interface DocumentsProps {
  readonly shelf: Shelf
  /** The field to search in. */
  readonly field: RefObject<HTMLInputElement | null>
}

export function Documents({ shelf, field }: DocumentsProps) {
  const words = useWords().documents
  const { search, isTrash, notice } = shelf
  useEffect(() => {
    const onShow = (event: PageTransitionEvent) => event.persisted && void shelf.refresh()
    addEventListener('pageshow', onShow)
    return () => removeEventListener('pageshow', onShow)
  }, [])
  return (
    <section class="documents" aria-label={isTrash.value ? words.trash : words.yours}>
      <div class="documents-tools">
        <label class="search">
          <Glyph name="search" />
          <input
            ref={field}
            type="search"
            aria-label={words.search}
            placeholder={words.searchHint}
            value={search.value}
            onInput={(event) => {
              search.value = event.currentTarget.value
            }}
          />
        </label>
        <button
          type="button"
          class="button"
          aria-pressed={isTrash.value}
          onClick={() => {
            isTrash.value = !isTrash.value
          }}
        >
          <Glyph name="trash" />
          {words.trash}
        </button>
      </div>
      <p class="documents-notice" role="status">
        {notice}
      </p>
      <List shelf={shelf} />
    </section>
  )
}

function List({ shelf }: { readonly shelf: Shelf }) {
  const words = useWords().documents
  const { rooms, more, isTrash, search, showMore } = shelf
  if (rooms.value === null) return <Remembered isOffline={shelf.isUnreachable.value} />
  if (rooms.value.length === 0) return <p class="documents-none">{emptyWords(words, shelf)}</p>
  return (
    <>
      {isTrash.value && <p class="quiet">{words.trashNote(TRASH_DAYS)}</p>}
      <ul class="document-list">
        {rooms.value.map((room) => (
          <Row key={room.id} room={room} shelf={shelf} isSearch={search.value !== ''} />
        ))}
      </ul>
      {more.value && (
        <button type="button" class="button documents-more" onClick={() => void showMore()}>
          {words.showMore}
        </button>
      )}
    </>
  )
}

function emptyWords(words: Words['documents'], { search, isTrash }: Shelf): string {
  if (search.value !== '') return words.nothingHas(search.value)
  return isTrash.value ? words.trashIsEmpty : words.none
}

interface RowProps {
  readonly room: ListedRoom
  readonly shelf: Shelf
  readonly isSearch: boolean
}

function Row({ room, shelf, isSearch }: RowProps) {
  const all = useWords()
  const { title, pinned, people, role, edited, trashed } = room
  const names = new Intl.ListFormat(all.tag).format(people.map(({ name }) => name))
  const when = (trashed ?? edited) * 1000
  const words = (
    <>
      <span class="document-title">
        {pinned && <Glyph name="pin" />}
        {title || all.common.untitled}
        {pinned && <span class="visually-hidden"> {all.documents.pinned}</span>}
      </span>
      <span class="document-people">{names}</span>
      <span class="document-role">{room.locked ? all.documents.locked : all.roles[role]}</span>
      <time class="document-when" dateTime={new Date(when).toISOString()}>
        {ago(all, when, Date.now())}
      </time>
      {isSearch && <Excerpt room={room} />}
    </>
  )
  if (trashed !== null)
    return (
      <li class="document-row">
        <div class="document-words">{words}</div>
        <TrashActions room={room} shelf={shelf} />
      </li>
    )
  return (
    <li class="document-row">
      <a class="document-words" href={addressOf(room)}>
        {words}
      </a>
      <DocumentMenu room={room} shelf={shelf} />
    </li>
  )
}

/** By the link that this browser came by, if it knows one: so that it can be passed on. */
function addressOf({ id }: ListedRoom): string {
  return linkTo(id, recentRooms().find(({ roomId }) => roomId === id)?.secret)
}

function Excerpt({ room: { excerpt } }: { readonly room: ListedRoom }) {
  if (excerpt.length === 0) return null
  return (
    <span class="document-excerpt">
      {excerpt.map(({ text, hit }) => (hit ? <mark>{text}</mark> : text))}
    </span>
  )
}

/** What this browser has opened, until the server answers, and while it does not. */
function Remembered({ isOffline }: { readonly isOffline: boolean }) {
  const copies = useSignal<ReadonlySet<string>>(new Set())
  const words = useWords()
  useEffect(() => {
    void copiedRooms().then((rooms) => {
      copies.value = new Set(rooms)
    })
  }, [copies])
  return (
    <>
      {isOffline && <p class="quiet">{words.offline.list}</p>}
      <ul class="document-list">
        {recentRooms().map(({ roomId, secret, title, role, opened }) => (
          <li key={roomId} class="document-row">
            <a class="document-words" href={linkTo(roomId, secret)}>
              <span class="document-title">{title || words.common.untitled}</span>
              <span class="document-people">
                {isOffline &&
                  (copies.value.has(roomId) ? words.offline.kept : words.offline.notKept)}
              </span>
              <span class="document-role">{words.roles[role]}</span>
              <time class="document-when" dateTime={new Date(opened).toISOString()}>
                {ago(words, opened, Date.now())}
              </time>
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}
