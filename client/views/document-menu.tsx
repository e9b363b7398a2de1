/**
 * Document menu: what can be done to a document from the list.
 *
 * Only what one's role allows is offered; the server decides all the same. Nothing that cannot be taken
 * back is done without asking.
 */
import { type Signal, useSignal } from '@preact/signals'
import { useId, useRef } from 'preact/hooks'
import type { ListedRoom } from '../../shared/api.ts'
import { TITLE_MAX } from '../../shared/protocol.ts'
import {
  deleteForGood,
  duplicate,
  hide,
  mark,
  rename,
  restore,
  textOf,
  trash,
} from '../session/documents.ts'
import type { Answer } from '../session/request.ts'
import { Dialog } from './dialog.tsx'
import { downloadText } from './export.ts'
import { Glyph, type IconName } from './icons.tsx'
import { placeMenu } from './place.ts'
import type { Shelf } from './shelf.ts'

interface RoomProps {
  readonly room: ListedRoom
  readonly shelf: Shelf
}

const nameOf = ({ title }: ListedRoom): string => title || 'Untitled'

/** Runs what changes the list, and shows the list as it is then; says what went wrong, or what was done. */
async function run(shelf: Shelf, change: Promise<Answer<unknown>>, done = ''): Promise<void> {
  const answer = await change
  shelf.notice.value = answer.kind === 'failed' ? answer.words : done
  await shelf.refresh()
}

export function DocumentMenu({ room, shelf }: RoomProps) {
  const id = useId()
  const panel = useRef<HTMLDivElement>(null)
  const renaming = useSignal(false)
  const isOpen = useSignal(false)
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={`More for ${nameOf(room)}`}
        popovertarget={id}
      >
        <Glyph name="more" />
      </button>
      <div
        ref={panel}
        id={id}
        class="menu is-row"
        popover="auto"
        onBeforeToggle={(event) => {
          isOpen.value = event.newState === 'open'
        }}
        onToggle={() => placeMenu(panel.current)}
      >
        {isOpen.value && (
          <Items
            room={room}
            shelf={shelf}
            renaming={renaming}
            close={() => panel.current?.hidePopover()}
          />
        )}
      </div>
      <RenameDialog room={room} shelf={shelf} open={renaming} />
    </>
  )
}

interface ItemsProps extends RoomProps {
  readonly renaming: Signal<boolean>
  readonly close: () => void
}

function Items({ room, shelf, renaming, close }: ItemsProps) {
  const { title, pinned, role } = room
  const Item = ({ icon, words, act }: { icon: IconName; words: string; act: () => unknown }) => (
    <button
      type="button"
      class="menu-item"
      onClick={() => {
        close()
        void act()
      }}
    >
      <Glyph name={icon} />
      {words}
    </button>
  )
  return (
    <>
      <Item
        icon="pin"
        words={pinned ? 'Unpin' : 'Pin to the top'}
        act={() => run(shelf, mark(room, { pinned: !pinned }))}
      />
      {(role === 'owner' || role === 'editor') && (
        <Item
          icon="pen"
          words="Rename"
          act={() => {
            renaming.value = true
          }}
        />
      )}
      <Item
        icon="copy"
        words="Duplicate"
        act={() => run(shelf, duplicate(room), `“${nameOf(room)}” was copied.`)}
      />
      <Item icon="download" words="Download" act={() => download(room, shelf, title)} />
      <hr />
      <Item
        icon="close"
        words="Take off this list"
        act={() => run(shelf, hide(room), `“${nameOf(room)}” comes back when you open it.`)}
      />
      {role === 'owner' && (
        <Item
          icon="trash"
          words="Move to the trash"
          act={() => run(shelf, trash(room), `“${nameOf(room)}” is in the trash.`)}
        />
      )}
    </>
  )
}

async function download(room: ListedRoom, shelf: Shelf, title: string): Promise<void> {
  const text = await textOf(room)
  if (text.kind === 'failed') shelf.notice.value = text.words
  else downloadText(text.value, title)
}

interface RenameProps extends RoomProps {
  readonly open: Signal<boolean>
}

function RenameDialog({ room, shelf, open }: RenameProps) {
  const draft = useSignal(room.title)
  const save = (event: Event) => {
    event.preventDefault()
    open.value = false
    void run(shelf, rename(room, draft.value.trim()))
  }
  return (
    <Dialog open={open} title="Rename">
      <form class="field-row" onSubmit={save}>
        <input
          class="field"
          aria-label="Title"
          maxLength={TITLE_MAX}
          value={draft.value}
          onInput={(event) => {
            draft.value = event.currentTarget.value
          }}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="submit" class="button is-main">
          Save
        </button>
      </form>
    </Dialog>
  )
}

/** Of a document in the trash. */
export function TrashActions({ room, shelf }: RoomProps) {
  const asking = useSignal(false)
  const name = nameOf(room)
  return (
    <div class="document-acts">
      <button
        type="button"
        class="button"
        aria-label={`Restore ${name}`}
        onClick={() => void run(shelf, restore(room), `“${name}” is back.`)}
      >
        <Glyph name="restore" />
        <span>Restore</span>
      </button>
      <button
        type="button"
        class="button"
        aria-label={`Delete ${name} for good`}
        onClick={() => {
          asking.value = true
        }}
      >
        <Glyph name="trash" />
        <span>Delete</span>
      </button>
      <DeleteDialog room={room} shelf={shelf} open={asking} />
    </div>
  )
}

function DeleteDialog({ room, shelf, open }: RenameProps) {
  const name = nameOf(room)
  const act = () => {
    open.value = false
    void run(shelf, deleteForGood(room), `“${name}” is deleted.`)
  }
  return (
    <Dialog open={open} title="Delete it for good?">
      <p>
        “{name}”, its history and its links are deleted, for everybody. Nobody can bring them back.
      </p>
      <div class="dialog-acts">
        <button
          type="button"
          class="button"
          onClick={() => {
            open.value = false
          }}
        >
          Keep it
        </button>
        <button type="button" class="button is-danger" onClick={act}>
          Delete for good
        </button>
      </div>
    </Dialog>
  )
}
