/**
 * Start actions: what can be done on the start page.
 */
import type { Signal } from '@preact/signals'
import type { Account } from '../session/account.ts'
import { recentRooms } from '../session/recent.ts'
import type { Words } from '../words/en.ts'
import type { Language } from '../words/language.ts'
import type { Action } from './actions.ts'
import type { Import } from './import.tsx'
import {
  accountActions,
  type Dialogs,
  documentActions,
  helpActions,
  languageActions,
  themeActions,
} from './page-actions.ts'
import type { Shelf } from './shelf.ts'
import type { Theme } from './theme.tsx'

export interface StartParts {
  readonly shelf: Shelf
  readonly files: Import
  readonly create: () => void
  /** Null while there is no list to search. */
  readonly search: { readonly current: HTMLInputElement | null }
  readonly go: (path: string) => void
  readonly theme: Signal<Theme>
  readonly language: Language | null
  readonly account: Account
  readonly dialogs: Dialogs<'name' | 'palette' | 'keys'>
}

export function startActions(words: Words, parts: StartParts): Action[] {
  return [
    ...makingActions(words, parts),
    ...listActions(words, parts),
    ...helpActions(words, parts.dialogs),
    ...accountActions(words, parts.account),
    ...documentActions(words, known(parts.shelf), parts.go),
    ...themeActions(words, parts.theme),
    ...languageActions(words, parts.language),
  ]
}

function makingActions(words: Words, { account, create, files }: StartParts): Action[] {
  const isOff = account.me.value?.mayCreate === false
  const { files: filesWords, folder } = words.import
  return [
    { id: 'new', icon: 'plus', words: words.start.create, isOff, run: create },
    {
      id: 'files',
      icon: 'upload',
      words: `${words.import.button}: ${filesWords}`,
      isOff,
      run: () => files.file.current?.click(),
    },
    {
      id: 'folder',
      icon: 'folder',
      words: `${words.import.button}: ${folder}`,
      isOff,
      run: () => files.folder.current?.click(),
    },
  ]
}

function listActions({ documents: words }: Words, { shelf, search }: StartParts): Action[] {
  const { isTrash } = shelf
  const isOff = shelf.rooms.value === null
  return [
    {
      id: 'search',
      icon: 'search',
      words: words.search,
      isOff,
      run: () => search.current?.focus(),
    },
    {
      id: 'trash',
      icon: 'trash',
      words: isTrash.value ? words.yours : words.trash,
      isOff,
      run: () => {
        isTrash.value = !isTrash.peek()
      },
    },
  ]
}

/** By the links that this browser knows; and what else is in the list, unless that is the trash. */
function known({ rooms, isTrash }: Shelf) {
  const recent = recentRooms()
  if (isTrash.value) return recent
  const secrets = new Map(recent.map(({ roomId, secret }) => [roomId, secret]))
  const listed = rooms.value?.map(({ id, title }) => ({
    roomId: id,
    title,
    secret: secrets.get(id) ?? '',
  }))
  return listed ?? recent
}
