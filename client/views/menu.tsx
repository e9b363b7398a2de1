/**
 * Menu: the less frequent things, behind one button.
 *
 * A native popover: Esc and a click elsewhere close it, without a listener of ours.
 */
import type { Signal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { KeyHabit } from '../editor/key-habit.ts'
import type { Account } from '../session/account.ts'
import type { Session } from '../session/session.ts'
import { useWords } from '../words/language.ts'
import { AccountItem } from './account.tsx'
import { type Action, possible } from './actions.ts'
import { Glyph } from './icons.tsx'
import { KeyHabitChoice } from './key-habit.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { useMenuKeys } from './menu-keys.ts'
import { TextLanguage } from './text-language.tsx'
import { type Theme, ThemeChoice } from './theme.tsx'

interface MenuProps {
  readonly session: Session
  readonly actions: readonly Action[]
  readonly theme: Signal<Theme>
  readonly habit: Signal<KeyHabit>
  readonly account: Account
}

export function Menu({ session, actions, theme, habit, account }: MenuProps) {
  const words = useWords().room
  const panel = useRef<HTMLDivElement>(null)
  useMenuKeys(panel)
  const groupOf = (menu: Action['menu']) =>
    possible(actions)
      .filter((action) => action.menu === menu)
      .map(({ id, icon, words, run }) => (
        <button
          key={id}
          type="button"
          class="menu-item"
          onClick={() => {
            panel.current?.hidePopover()
            run()
          }}
        >
          <Glyph name={icon} />
          {words}
        </button>
      ))
  return (
    <>
      <button type="button" class="icon-button" aria-label={words.more} popovertarget="menu">
        <Glyph name="more" />
      </button>
      <div ref={panel} id="menu" class="menu" popover="auto">
        {groupOf('text')}
        <hr />
        {groupOf('you')}
        <hr />
        <TextLanguage session={session} />
        <AccountItem account={account} />
        <KeyHabitChoice habit={habit} />
        <ThemeChoice theme={theme} />
        <LanguageChoice />
      </div>
    </>
  )
}
