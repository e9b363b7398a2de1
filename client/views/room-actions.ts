/**
 * Room actions: what can be done to the document that is open.
 */
import type { Signal } from '@preact/signals'
import type { Editor } from '../editor/editor.ts'
import { KEY_HABITS, type KeyHabit } from '../editor/key-habit.ts'
import type { Account } from '../session/account.ts'
import { recentRooms } from '../session/recent.ts'
import type { Session } from '../session/session.ts'
import { canWrite } from '../session/status.ts'
import type { Words } from '../words/en.ts'
import type { Language } from '../words/language.ts'
import type { Action } from './actions.ts'
import type { Attention } from './attention.ts'
import { copyText } from './copy-text.ts'
import { downloadHtml, downloadText, print } from './export.ts'
import type { IconName } from './icons.tsx'
import { chooseKeyHabit } from './key-habit.tsx'
import {
  accountActions,
  type Dialogs,
  documentActions,
  helpActions,
  languageActions,
  show,
  themeActions,
} from './page-actions.ts'
import type { Theme } from './theme.tsx'

export interface Parts {
  readonly session: Session
  readonly editor: { readonly current: Editor | null }
  readonly theme: Signal<Theme>
  readonly habit: Signal<KeyHabit>
  readonly language: Language | null
  readonly account: Account
  readonly dialogs: Dialogs<'share' | 'chat' | 'name' | 'keys' | 'palette'>
  readonly sayAgain: () => void
  /** Comes a little after the page. */
  readonly attention: Attention | null
}

export function roomActions(words: Words, parts: Parts): Action[] {
  return [
    ...textActions(words, parts),
    ...editActions(words, parts),
    ...foldActions(words, parts),
    ...pageActions(words, parts),
    // In Emacs, Mod / is undo.
    ...helpActions(words, parts.dialogs, parts.habit.value === 'emacs' ? '?' : 'Mod /'),
    ...notifications(words, parts),
    ...accountActions(words, parts.account),
    ...documentActions(words, others(parts.session), (path) => location.assign(path)),
    ...keyHabitActions(words, parts),
    ...themeActions(words, parts.theme),
    ...languageActions(words, parts.language),
  ]
}

function textActions(words: Words, { session, attention }: Parts): Action[] {
  const { common, room, copying } = words
  const text = () => session.text.toString()
  const written = () => ({ title: session.title.peek(), kind: session.kind.peek(), text: text() })
  const copy = async () => {
    const isCopied = await copyText(text())
    attention?.tell(isCopied ? copying.copied : copying.byHand)
  }
  return [
    {
      id: 'copy',
      icon: 'copy',
      words: room.copyAll,
      menu: 'text',
      run: () => void copy(),
    },
    {
      id: 'download',
      icon: 'download',
      words: common.download,
      menu: 'text',
      run: () => downloadText(written()),
    },
    {
      id: 'html',
      icon: 'download',
      words: room.downloadHtml,
      menu: 'text',
      run: () => void downloadHtml(written(), words),
    },
    {
      id: 'print',
      icon: 'print',
      words: room.print,
      menu: 'text',
      run: () => void print(written(), words),
    },
  ]
}

function editActions({ keys: words }: Words, { session, editor }: Parts): Action[] {
  const isOff = !canWrite(session.role.value)
  const edit = (id: 'undo' | 'redo' | 'find', icon: IconName, keys: string): Action => ({
    id,
    icon,
    words: words[id],
    keys,
    isEditors: true,
    isOff: isOff && id !== 'find',
    run: () => editor.current?.[id](),
  })
  return [
    edit('find', 'search', 'Mod F'),
    edit('undo', 'undo', 'Mod Z'),
    edit('redo', 'redo', 'Mod Shift Z'),
  ]
}

const FOLDS = [
  { id: 'fold', keys: 'Ctrl Shift [' },
  { id: 'unfold', keys: 'Ctrl Shift ]' },
  { id: 'foldAll' },
  { id: 'unfoldAll' },
] as const

const foldActions = ({ editing }: Words, { editor }: Parts): Action[] =>
  FOLDS.map((each) => ({
    ...each,
    icon: 'outline',
    words: editing.folding[each.id],
    isEditors: true,
    run: async () => {
      const { FOLDING } = await import('../editor/folding.ts')
      if (editor.current === null) return
      editor.current.focus()
      FOLDING[each.id](editor.current.view)
    },
  }))

function pageActions({ actions, chat, room }: Words, { dialogs, sayAgain }: Parts): Action[] {
  return [
    { id: 'share', icon: 'share', words: room.share, run: show(dialogs.share) },
    { id: 'chat', icon: 'chat', words: chat.title, run: show(dialogs.chat) },
    { id: 'happened', icon: 'dots', words: actions.whatHappened, run: sayAgain },
    { id: 'start', icon: 'arrow', words: actions.start, run: () => location.assign('/') },
  ]
}

function notifications({ together }: Words, { attention }: Parts): Action[] {
  if (attention === null) return []
  const { notifications, turnNotifications } = attention
  return [
    {
      id: 'notifications',
      icon: 'bell',
      words: notifications.isOn.value ? together.turnOff : together.turnOn,
      menu: 'you',
      run: () => void turnNotifications(),
    },
  ]
}

const keyHabitActions = ({ keyHabit: words }: Words, { habit }: Parts): Action[] =>
  KEY_HABITS.map((each) => ({
    ...{ id: `keys-${each}`, icon: 'keyboard', words: words.choose(words[each]) },
    isOff: habit.value === each,
    run: () => chooseKeyHabit(habit, each),
  }))

/** The other documents of this browser. */
const others = ({ roomId }: Session) => recentRooms().filter((each) => each.roomId !== roomId)
