/**
 * Menu: the less frequent things, behind one button.
 *
 * A native popover: Esc and a click elsewhere close it, without a listener of ours.
 */
import type { Signal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Account } from '../session/account.ts'
import type { Session } from '../session/session.ts'
import { useWords } from '../words/language.ts'
import { AccountItem } from './account.tsx'
import { copyText } from './copy-text.ts'
import { downloadHtml, downloadText, print } from './export.ts'
import { Glyph, type IconName } from './icons.tsx'
import { type Theme, ThemeChoice } from './theme.tsx'

interface MenuProps {
  readonly session: Session
  readonly theme: Signal<Theme>
  readonly account: Account
  readonly onName: () => void
  readonly onKeys: () => void
}

interface ItemProps {
  readonly icon: IconName
  readonly words: string
  readonly onClick: () => void
}

function Item({ icon, words, onClick }: ItemProps) {
  return (
    <button type="button" class="menu-item" onClick={onClick}>
      <Glyph name={icon} />
      {words}
    </button>
  )
}

export function Menu({ session, theme, account, onName, onKeys }: MenuProps) {
  const panel = useRef<HTMLDivElement>(null)
  const { outline } = useWords().preview
  const text = () => session.text.toString()
  const then = (action: () => void) => () => {
    panel.current?.hidePopover()
    action()
  }
  return (
    <>
      <button type="button" class="icon-button" aria-label="More" popovertarget="menu">
        <Glyph name="more" />
      </button>
      <div ref={panel} id="menu" class="menu" popover="auto">
        <Item icon="copy" words="Copy all text" onClick={then(() => void copyText(text()))} />
        <Item
          icon="download"
          words="Download"
          onClick={then(() => downloadText(text(), session.title.peek()))}
        />
        <Item
          icon="download"
          words="Download as HTML"
          onClick={then(() => void downloadHtml(text(), session.title.peek()))}
        />
        <Item
          icon="print"
          words="Print"
          onClick={then(() => void print(text(), session.title.peek()))}
        />
        <Item
          icon="outline"
          words={outline}
          onClick={then(() => document.getElementById('outline')?.showPopover())}
        />
        <hr />
        <Item icon="person" words="Change your name" onClick={then(onName)} />
        <Item icon="keyboard" words="Keyboard shortcuts" onClick={then(onKeys)} />
        <hr />
        <AccountItem account={account} />
        <ThemeChoice theme={theme} />
      </div>
    </>
  )
}
