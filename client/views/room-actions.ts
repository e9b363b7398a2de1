/**
 * Room actions: what can be done to the document that is open.
 */
import type { Signal } from '@preact/signals'
import type { Editor } from '../editor/editor.ts'
import { remember } from '../session/memory.ts'
import type { Session } from '../session/session.ts'
import { canWrite } from '../session/status.ts'
import type { Words } from '../words/en.ts'
import { LANGUAGES, type Language, type LanguageCode } from '../words/language.ts'
import type { Action } from './actions.ts'
import { copyText } from './copy-text.ts'
import { downloadHtml, downloadText, print } from './export.ts'
import type { IconName } from './icons.tsx'
import { chooseTheme, THEMES, type Theme } from './theme.tsx'

export interface Parts {
  readonly session: Session
  readonly editor: { readonly current: Editor | null }
  readonly theme: Signal<Theme>
  readonly language: Language | null
  readonly dialogs: Readonly<
    Record<'share' | 'chat' | 'name' | 'keys' | 'palette', Signal<boolean>>
  >
  readonly sayAgain: () => void
}

export function roomActions(words: Words, parts: Parts): Action[] {
  return [
    ...textActions(words, parts),
    ...editActions(words, parts),
    ...pageActions(words, parts),
    ...themeActions(words, parts),
    ...languageActions(words, parts),
  ]
}

function textActions({ common, room }: Words, { session }: Parts): Action[] {
  const text = () => session.text.toString()
  const title = () => session.title.peek()
  return [
    {
      id: 'copy',
      icon: 'copy',
      words: room.copyAll,
      menu: 'text',
      run: () => void copyText(text()),
    },
    {
      id: 'download',
      icon: 'download',
      words: common.download,
      menu: 'text',
      run: () => downloadText(text(), title()),
    },
    {
      id: 'html',
      icon: 'download',
      words: room.downloadHtml,
      menu: 'text',
      run: () => void downloadHtml(text(), title()),
    },
    {
      id: 'print',
      icon: 'print',
      words: room.print,
      menu: 'text',
      run: () => void print(text(), title()),
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

function pageActions({ actions, chat, keys, room }: Words, { dialogs, sayAgain }: Parts): Action[] {
  const show = (dialog: Signal<boolean>) => () => {
    dialog.value = true
  }
  return [
    { id: 'share', icon: 'share', words: room.share, run: show(dialogs.share) },
    { id: 'chat', icon: 'chat', words: chat.title, run: show(dialogs.chat) },
    {
      id: 'name',
      icon: 'person',
      words: room.changeName,
      menu: 'you',
      run: show(dialogs.name),
    },
    {
      id: 'palette',
      icon: 'search',
      words: actions.open,
      keys: 'Mod Shift P',
      menu: 'you',
      run: show(dialogs.palette),
    },
    {
      id: 'keys',
      icon: 'keyboard',
      words: keys.title,
      keys: 'Mod /',
      also: '?',
      menu: 'you',
      run: show(dialogs.keys),
    },
    { id: 'happened', icon: 'dots', words: actions.whatHappened, run: sayAgain },
    { id: 'start', icon: 'arrow', words: actions.start, run: () => location.assign('/') },
  ]
}

const themeActions = ({ actions, theme: words }: Words, { theme }: Parts): Action[] =>
  THEMES.map((each) => ({
    ...{ id: `theme-${each}`, icon: 'eye', words: actions.theme(words[each]) },
    isOff: theme.value === each,
    run: () => chooseTheme(theme, each),
  }))

const languageActions = ({ actions }: Words, { language }: Parts): Action[] =>
  (Object.keys(LANGUAGES) as LanguageCode[]).map((code) => ({
    ...{ id: `language-${code}`, icon: 'pen', words: actions.language(LANGUAGES[code]) },
    isOff: language?.code.value === code,
    run: () => {
      remember('language', code)
      void language?.choose(code)
    },
  }))
