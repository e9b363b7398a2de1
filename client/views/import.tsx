/**
 * Import: files of this computer as documents, chosen or dropped.
 *
 * One file opens as soon as it is a document; of several the list shows what came of them, and each that
 * could not be taken is named with the reason.
 */
import { type Signal, useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { droppedFiles, type Found, type Imported, importFiles, meant } from '../session/import.ts'
import { linkTo } from '../session/recent.ts'
import type { Words } from '../words/en.ts'
import { useWords } from '../words/language.ts'
import { faultWords } from './faults.ts'
import { Glyph } from './icons.tsx'
import { useMenuKeys } from './menu-keys.ts'
import { placeMenu } from './place.ts'
import type { Shelf } from './shelf.ts'

export interface Import {
  readonly take: (files: readonly Found[]) => Promise<void>
  readonly isBusy: Signal<boolean>
  /** The fields that open the browser's own dialog. */
  readonly file: RefObject<HTMLInputElement | null>
  readonly folder: RefObject<HTMLInputElement | null>
}

export function useImport(shelf: Shelf, go: (path: string) => void): Import {
  const words = useWords()
  const isBusy = useSignal(false)
  const file = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const take = async (files: readonly Found[]) => {
    if (isBusy.value || files.length === 0) return
    isBusy.value = true
    const all: Imported[] = []
    await importFiles(files, (imported) => {
      all.push(imported)
      shelf.notice.value = words.import.progress(all.length, files.length)
    })
    isBusy.value = false
    const [only] = all
    if (all.length === 1 && only?.answer.kind === 'done')
      return go(linkTo(only.answer.value.roomId, only.answer.value.secret))
    shelf.notice.value = outcomeOf(words, all)
    await shelf.refresh()
  }
  return { take, isBusy, file, folder }
}

/** As many names of failures as can be read. */
const NAMED = 5

function outcomeOf(words: Words, all: readonly Imported[]): string {
  const failures = all.flatMap(({ name, answer }) =>
    answer.kind === 'failed' ? [`${name}: ${faultWords(words, answer.fault)}`] : [],
  )
  const { made, notTaken, andMore } = words.import
  const done = made(all.length - failures.length)
  if (failures.length === 0) return done
  const rest = failures.length > NAMED ? ` ${andMore(failures.length - NAMED)}` : ''
  return `${done} ${notTaken(failures.slice(0, NAMED).join(' '))}${rest}`
}

export function ImportButton({ files }: { readonly files: Import }) {
  const words = useWords().import
  const { file, folder } = files
  const panel = useRef<HTMLDivElement>(null)
  useMenuKeys(panel)
  const chosen = ({ currentTarget: input }: { readonly currentTarget: HTMLInputElement }) => {
    const all = meant([...(input.files ?? [])])
    // The same file can be chosen again.
    input.value = ''
    void files.take(all)
  }
  const choose = (input: HTMLInputElement | null) => {
    panel.current?.hidePopover()
    input?.click()
  }
  return (
    <>
      <button type="button" class="button" popovertarget="import" aria-busy={files.isBusy.value}>
        <Glyph name="upload" />
        {words.button}
      </button>
      <div
        ref={panel}
        id="import"
        class="menu is-import"
        popover="auto"
        onToggle={() => placeMenu(panel.current)}
      >
        <button type="button" class="menu-item" onClick={() => choose(file.current)}>
          <Glyph name="upload" />
          {words.files}
        </button>
        <button type="button" class="menu-item" onClick={() => choose(folder.current)}>
          <Glyph name="folder" />
          {words.folder}
        </button>
        <p class="menu-note">{words.note}</p>
      </div>
      <input
        ref={file}
        class="visually-hidden"
        type="file"
        multiple
        tabIndex={-1}
        aria-label={words.filesLabel}
        onChange={chosen}
      />
      <input
        ref={(input) => {
          folder.current = input
          if (input) input.webkitdirectory = true
        }}
        class="visually-hidden"
        type="file"
        tabIndex={-1}
        aria-label={words.folderLabel}
        onChange={chosen}
      />
    </>
  )
}

/** All of the page, for as long as something is dragged over it. */
export function DropZone({ files }: { readonly files: Import }) {
  const words = useWords().import
  const isOver = useSignal(false)
  // Each drawing has a `take` of its own, which speaks the language of that moment.
  const now = useRef(files)
  now.current = files
  useEffect(() => watchDrops(isOver, (found) => now.current.take(found)), [isOver])
  if (!isOver.value) return null
  return (
    <div class="drop-zone">
      <p>{words.drop}</p>
    </div>
  )
}

const hasFiles = ({ dataTransfer }: DragEvent): boolean =>
  dataTransfer?.types.includes('Files') === true

/** Words that are dragged are none of it. */
function watchDrops(isOver: Signal<boolean>, take: Import['take']): () => void {
  const over = (event: DragEvent) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    isOver.value = true
  }
  // Without a place that it goes to it leaves the window, and does not only pass to another element.
  const leave = (event: DragEvent) => {
    if (event.relatedTarget === null) isOver.value = false
  }
  const drop = (event: DragEvent) => {
    isOver.value = false
    if (event.dataTransfer === null || !hasFiles(event)) return
    event.preventDefault()
    void droppedFiles(event.dataTransfer).then(take)
  }
  const end = new AbortController()
  addEventListener('dragover', over, end)
  addEventListener('dragleave', leave, end)
  addEventListener('drop', drop, end)
  return () => end.abort()
}
