/**
 * Documents: the list of one's own, to find one again and to tidy up.
 *
 * The server's list; while it cannot be reached, what this browser has opened itself. Typing searches
 * titles and texts. What is done to a document is in document-menu.tsx.
 */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ListedRoom } from '../../shared/api.ts'
import { TRASH_DAYS } from '../../shared/protocol.ts'
import { copiedRooms } from '../session/local-copy.ts'
import { linkTo, recentRooms } from '../session/recent.ts'
import { useWords } from '../words/language.ts'
import { ago } from './ago.ts'
import { DocumentMenu, TrashActions } from './document-menu.tsx'
import { Glyph } from './icons.tsx'
import { ROLE_WORDS } from './people.tsx'
import type { Shelf } from './shelf.ts'

export function Documents({ shelf }: { readonly shelf: Shelf }) {
  const { search, isTrash, notice } = shelf
  useEffect(() => {
    const onShow = (event: PageTransitionEvent) => event.persisted && void shelf.refresh()
    addEventListener('pageshow', onShow)
    return () => removeEventListener('pageshow', onShow)
  }, [])
  return (
    <section class="documents" aria-label={isTrash.value ? 'Trash' : 'Your documents'}>
      <div class="documents-tools">
        <label class="search">
          <Glyph name="search" />
          <input
            type="search"
            aria-label="Search your documents"
            placeholder="Search titles and texts"
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
          Trash
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
  const { rooms, more, isTrash, search, showMore } = shelf
  if (rooms.value === null) return <Remembered isOffline={shelf.isUnreachable.value} />
  if (rooms.value.length === 0) return <p class="documents-none">{emptyWords(shelf)}</p>
  return (
    <>
      {isTrash.value && (
        <p class="quiet">What is in the trash for {TRASH_DAYS} days is deleted for good.</p>
      )}
      <ul class="document-list">
        {rooms.value.map((room) => (
          <Row key={room.id} room={room} shelf={shelf} isSearch={search.value !== ''} />
        ))}
      </ul>
      {more.value && (
        <button type="button" class="button documents-more" onClick={() => void showMore()}>
          Show more
        </button>
      )}
    </>
  )
}

function emptyWords({ search, isTrash }: Shelf): string {
  if (search.value !== '') return `Nothing has “${search.value}” in its title or text.`
  return isTrash.value ? 'The trash is empty.' : 'There is no document here yet.'
}

interface RowProps {
  readonly room: ListedRoom
  readonly shelf: Shelf
  readonly isSearch: boolean
}

function Row({ room, shelf, isSearch }: RowProps) {
  const { title, pinned, people, role, edited, trashed } = room
  const names = people.map(({ name }) => name).join(', ')
  const when = (trashed ?? edited) * 1000
  const words = (
    <>
      <span class="document-title">
        {pinned && <Glyph name="pin" />}
        {title || 'Untitled'}
        {pinned && <span class="visually-hidden"> (pinned)</span>}
      </span>
      <span class="document-people">{names}</span>
      <span class="document-role">{room.locked ? 'Locked' : ROLE_WORDS[role]}</span>
      <time class="document-when" dateTime={new Date(when).toISOString()}>
        {ago(when, Date.now())}
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
  const words = useWords().offline
  useEffect(() => {
    void copiedRooms().then((rooms) => {
      copies.value = new Set(rooms)
    })
  }, [copies])
  return (
    <>
      {isOffline && <p class="quiet">{words.list}</p>}
      <ul class="document-list">
        {recentRooms().map(({ roomId, secret, title, role, opened }) => (
          <li key={roomId} class="document-row">
            <a class="document-words" href={linkTo(roomId, secret)}>
              <span class="document-title">{title || 'Untitled'}</span>
              <span class="document-people">
                {isOffline && (copies.value.has(roomId) ? words.kept : words.notKept)}
              </span>
              <span class="document-role">{ROLE_WORDS[role]}</span>
              <time class="document-when" dateTime={new Date(opened).toISOString()}>
                {ago(opened, Date.now())}
              </time>
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}
