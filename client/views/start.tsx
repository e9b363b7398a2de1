/**
 * Start: the first page: what Weft is for who is new here, and the documents of who is not.
 *
 * Creating asks nothing and leads straight into the editor. Files that are dropped anywhere here become
 * documents.
 */
import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useContext, useEffect, useRef } from 'preact/hooks'
import type { Account } from '../session/account.ts'
import { loadIdentity, rememberName } from '../session/identity.ts'
import { linkTo, recentRooms } from '../session/recent.ts'
import { createRoom } from '../session/room-creation.ts'
import { LanguageContext, useWords } from '../words/language.ts'
import { AccountCorner, SignInToMake } from './account.tsx'
import { type Action, useKeys } from './actions.ts'
import { Cloth } from './cloth.tsx'
import { useFaults } from './faults.ts'
import { fetched } from './fetched.tsx'
import { Glyph, Mark } from './icons.tsx'
import { DropZone, ImportButton, useImport } from './import.tsx'
import { KeysDialog } from './keys.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { NameDialog } from './name.tsx'
import { PaletteDialog } from './palette-dialog.tsx'
import { useShelf } from './shelf.ts'
import { type StartParts, startActions } from './start-actions.ts'
import { type Theme, ThemeChoice } from './theme.tsx'

const Documents = fetched(async () => (await import('./documents.tsx')).Documents)

interface StartProps {
  readonly theme: Signal<Theme>
  readonly account: Account
  readonly go: (path: string) => void
}

export function StartPage({ theme, account, go }: StartProps) {
  const words = useWords()
  const shelf = useShelf()
  const files = useImport(shelf, go)
  const search = useRef<HTMLInputElement>(null)
  const making = useMaking(go)
  const { create: make } = making
  const { dialogs, actions } = useActions({
    shelf,
    files,
    search,
    go,
    theme,
    account,
    create: make,
  })
  const [isKnown] = [useSignal(recentRooms().length > 0)]
  if ((shelf.rooms.value?.length ?? 0) > 0) isKnown.value = true
  useEffect(() => {
    document.title = 'Weft'
  }, [])
  const mayCreate = account.me.value?.mayCreate !== false
  const create = mayCreate ? (
    <NewDocument making={making} isBig={!isKnown.value}>
      <ImportButton files={files} />
    </NewDocument>
  ) : (
    <SignInToMake />
  )
  return (
    <div class="start">
      <header class="start-head">
        <span class="wordmark">
          <Mark />
          Weft
        </span>
        <div class="start-side">
          <AccountCorner account={account} />
          <LanguageChoice />
          <ThemeChoice theme={theme} />
        </div>
      </header>
      {isKnown.value ? (
        <main class="start-main is-known">
          <div class="documents-head">
            <h1>{shelf.isTrash.value ? words.documents.trash : words.documents.yours}</h1>
            {create}
          </div>
          <Documents shelf={shelf} field={search} />
        </main>
      ) : (
        <main class="start-main">
          <Hero>{create}</Hero>
        </main>
      )}
      {mayCreate && <DropZone files={files} />}
      <StartDialogs dialogs={dialogs} actions={actions} />
    </div>
  )
}

function Hero({ children }: { readonly children: ComponentChildren }) {
  const words = useWords().start
  return (
    <section class="hero">
      <div class="hero-words">
        <h1>{words.headline}</h1>
        <p>{words.lead}</p>
        {children}
      </div>
      <Cloth />
    </section>
  )
}

type StartDialogsProps = {
  readonly dialogs: StartParts['dialogs']
  readonly actions: readonly Action[]
}

function StartDialogs({ dialogs, actions }: StartDialogsProps) {
  return (
    <>
      <NameDialog name={() => loadIdentity().name} rename={rememberName} open={dialogs.name} />
      <KeysDialog actions={actions} open={dialogs.keys} />
      <PaletteDialog actions={actions} open={dialogs.palette} />
    </>
  )
}

function useActions(parts: Omit<StartParts, 'language' | 'dialogs'>) {
  const [words, language] = [useWords(), useContext(LanguageContext)]
  const dialogs = { name: useSignal(false), palette: useSignal(false), keys: useSignal(false) }
  const actions = startActions(words, { ...parts, language, dialogs })
  useKeys(actions)
  return { dialogs, actions }
}

interface Making {
  readonly create: () => void
  readonly busy: Signal<boolean>
  /** Why it did not work, in words. */
  readonly problem: Signal<string>
}

/** A new document, which is opened as soon as it is there. */
function useMaking(go: (path: string) => void): Making {
  const say = useFaults()
  const busy = useSignal(false)
  const problem = useSignal('')
  const make = async () => {
    if (busy.value) return
    busy.value = true
    const made = await createRoom()
    busy.value = false
    if (made.kind === 'failed') problem.value = say(made.fault)
    else go(linkTo(made.value.roomId, made.value.secret))
  }
  return { create: () => void make(), busy, problem }
}

interface NewProps {
  readonly making: Making
  readonly isBig: boolean
  /** The other ways to a document. */
  readonly children: ComponentChildren
}

function NewDocument({ making: { create, busy, problem }, isBig, children }: NewProps) {
  const words = useWords().start
  return (
    <div class="new">
      <div class="new-ways">
        <button
          type="button"
          class={isBig ? 'button is-main is-big' : 'button is-main'}
          aria-busy={busy.value}
          onClick={create}
        >
          <Glyph name="plus" />
          {words.create}
        </button>
        {children}
      </div>
      <p class="problem" role="alert">
        {problem}
      </p>
    </div>
  )
}
