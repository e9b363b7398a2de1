/**
 * Page actions: what can be done wherever one is: find an action, see the keys, open another document, choose how
 * the page looks and speaks, sign in or out.
 */
import type { Signal } from '@preact/signals'
import { type Account, rememberPlace, SIGN_IN, SIGN_OUT } from '../session/account.ts'
import { remember } from '../session/memory.ts'
import { linkTo, type RecentRoom } from '../session/recent.ts'
import type { Words } from '../words/en.ts'
import { LANGUAGES, type Language, type LanguageCode } from '../words/language.ts'
import type { Action } from './actions.ts'
import { chooseTheme, THEMES, type Theme } from './theme.tsx'

export type Dialogs<Name extends string> = Readonly<Record<Name, Signal<boolean>>>

export const show = (dialog: Signal<boolean>) => (): void => {
  dialog.value = true
}

type HelpDialogs = Dialogs<'name' | 'palette' | 'keys'>

export const helpActions = (
  { actions, keys, room }: Words,
  dialogs: HelpDialogs,
  helpKeys = 'Mod /',
): Action[] => [
  { id: 'name', icon: 'person', words: room.changeName, menu: 'you', run: show(dialogs.name) },
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
    keys: helpKeys,
    also: '?',
    menu: 'you',
    run: show(dialogs.keys),
  },
]

/** To each of these documents, by its title. */
export const documentActions = (
  { common, palette }: Words,
  rooms: readonly Pick<RecentRoom, 'roomId' | 'secret' | 'title'>[],
  go: (path: string) => void,
): Action[] =>
  rooms.map(({ roomId, title, secret }) => ({
    id: `document-${roomId}`,
    icon: 'arrow',
    words: palette.document(title || common.untitled),
    run: () => go(linkTo(roomId, secret)),
  }))

export const themeActions = ({ actions, theme: words }: Words, theme: Signal<Theme>): Action[] =>
  THEMES.map((each) => ({
    ...{ id: `theme-${each}`, icon: 'eye', words: actions.theme(words[each]) },
    isOff: theme.value === each,
    run: () => chooseTheme(theme, each),
  }))

export const languageActions = ({ actions }: Words, language: Language | null): Action[] =>
  (Object.keys(LANGUAGES) as LanguageCode[]).map((code) => ({
    ...{ id: `language-${code}`, icon: 'pen', words: actions.language(LANGUAGES[code]) },
    isOff: language?.code.value === code,
    run: () => {
      void language
        ?.choose(code)
        .then((choice) => choice === 'spoken' && remember('language', code))
    },
  }))

/** None where the server has no signing in. */
export function accountActions({ account: words }: Words, { me }: Account): Action[] {
  if (!me.value?.signIn) return []
  const isIn = me.value.user !== null
  const run = () => {
    rememberPlace()
    location.assign(isIn ? SIGN_OUT : SIGN_IN)
  }
  return [{ id: 'account', icon: 'key', words: isIn ? words.signOut : words.signIn, run }]
}
