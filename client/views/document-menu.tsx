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
import { textKindOf } from '../session/text-kind.ts'
import { useWords } from '../words/language.ts'
import { Dialog } from './dialog.tsx'
import { downloadText } from './export.ts'
import { useFaults } from './faults.ts'
import { Glyph, type IconName } from './icons.tsx'
import { useMenuKeys } from './menu-keys.ts'
import { placeMenu } from './place.ts'
import { Renaming } from './renaming.tsx'
import type { Shelf } from './shelf.ts'

interface RoomProps {
  readonly room: ListedRoom
  readonly shelf: Shelf
}

function useNameOf({ title }: ListedRoom): string {
  const { untitled } = useWords().common
  return title || untitled
}

/** What runs a change of the list, and shows it as it is then; says what went wrong, or what was done. */
function useRun(shelf: Shelf) {
  const say = useFaults()
  return async (change: Promise<Answer<unknown>>, done = ''): Promise<void> => {
    const answer = await change
    shelf.notice.value = answer.kind === 'failed' ? say(answer.fault) : done
    await shelf.refresh()
  }
}

export function DocumentMenu({ room, shelf }: RoomProps) {
  const id = useId()
  const words = useWords().documents
  const name = useNameOf(room)
  const panel = useRef<HTMLDivElement>(null)
  useMenuKeys(panel)
  const renaming = useSignal(false)
  const isOpen = useSignal(false)
  return (
    <>
      <button type="button" class="icon-button" aria-label={words.moreFor(name)} popovertarget={id}>
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

interface ItemProps {
  readonly icon: IconName
  readonly words: string
  readonly act: () => unknown
}

const Item = ({ icon, words, act }: ItemProps) => (
  <button type="button" class="menu-item" onClick={act}>
    <Glyph name={icon} />
    {words}
  </button>
)

interface ItemsProps extends RoomProps {
  readonly renaming: Signal<boolean>
  readonly close: () => void
}

function Items({ room, shelf, renaming, close }: ItemsProps) {
  const { common, documents: words } = useWords()
  const { title, pinned, role } = room
  const name = useNameOf(room)
  const run = useRun(shelf)
  const download = useDownload(room, shelf)
  const then = (act: () => unknown) => () => {
    close()
    act()
  }
  const copy = () => run(duplicate(room, title && words.copyOf(title)), words.copied(name))
  const pin = () => run(mark(room, { pinned: !pinned }))
  const startRenaming = () => {
    renaming.value = true
  }
  const takeOff = () => run(hide(room), words.hidden(name))
  const throwAway = () => run(trash(room), words.trashed(name))
  return (
    <>
      <Item icon="pin" words={pinned ? words.unpin : words.pin} act={then(pin)} />
      {(role === 'owner' || role === 'editor') && (
        <Item icon="pen" words={words.rename} act={then(startRenaming)} />
      )}
      <Item icon="copy" words={words.duplicate} act={then(copy)} />
      <Item icon="download" words={common.download} act={then(download)} />
      <hr />
      <Item icon="close" words={words.hide} act={then(takeOff)} />
      {role === 'owner' && <Item icon="trash" words={words.toTrash} act={then(throwAway)} />}
    </>
  )
}

function useDownload(room: ListedRoom, shelf: Shelf) {
  const say = useFaults()
  return async (): Promise<void> => {
    const text = await textOf(room)
    if (text.kind === 'failed') shelf.notice.value = say(text.fault)
    // Nobody knows here whether another was chosen than the title says.
    else downloadText({ ...room, kind: textKindOf(room.title, null), text: text.value })
  }
}

interface RenameProps extends RoomProps {
  readonly open: Signal<boolean>
}

function RenameDialog({ room, shelf, open }: RenameProps) {
  const { common, documents } = useWords()
  const run = useRun(shelf)
  const save = (title: string) => {
    open.value = false
    void run(rename(room, title.trim()))
  }
  return (
    <Dialog open={open} title={documents.rename}>
      <Renaming label={common.title} name={room.title} most={TITLE_MAX} onSave={save} />
    </Dialog>
  )
}

/** Of a document in the trash. */
export function TrashActions({ room, shelf }: RoomProps) {
  const words = useWords().documents
  const run = useRun(shelf)
  const asking = useSignal(false)
  const name = useNameOf(room)
  return (
    <div class="document-acts">
      <button
        type="button"
        class="button"
        aria-label={words.restoreIt(name)}
        onClick={() => void run(restore(room), words.restored(name))}
      >
        <Glyph name="restore" />
        <span>{words.restore}</span>
      </button>
      <button
        type="button"
        class="button"
        aria-label={words.removeIt(name)}
        onClick={() => {
          asking.value = true
        }}
      >
        <Glyph name="trash" />
        <span>{words.remove}</span>
      </button>
      <DeleteDialog room={room} shelf={shelf} open={asking} />
    </div>
  )
}

function DeleteDialog({ room, shelf, open }: RenameProps) {
  const words = useWords().documents
  const run = useRun(shelf)
  const name = useNameOf(room)
  const act = () => {
    open.value = false
    void run(deleteForGood(room), words.removed(name))
  }
  return (
    <Dialog open={open} title={words.removeAsk}>
      <p>{words.removeSays(name)}</p>
      <div class="dialog-acts">
        <button
          type="button"
          class="button"
          onClick={() => {
            open.value = false
          }}
        >
          {words.keep}
        </button>
        <button type="button" class="button is-danger" onClick={act}>
          {words.forGood}
        </button>
      </div>
    </Dialog>
  )
}
