/**
 * App: which page the address means.
 *
 * `/` starts, `/d/<room>#<secret>` opens, `/?sign-in=…` signs in or out, `/api` is for programmers, `/admin`
 * for whoever runs the server, anything else is lost. The editor is a file of its own, which runs only when a document is opened, so that the
 * first page is there at once.
 */
import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from '@preact/signals'
import type { ComponentType } from 'preact'
import type { Account } from '../session/account.ts'
import type { Version } from '../session/version.ts'
import { useWords } from '../words/language.ts'
import { fetched } from './fetched.tsx'
import { Mark } from './icons.tsx'
import type { Route } from './route.ts'
import { StartPage } from './start.tsx'
import type { Theme } from './theme.tsx'
import { LostPage, TroublePage } from './trouble.tsx'

const SignInPage = fetched(async () => (await import('./sign-in.tsx')).SignInPage)

interface AppProps {
  readonly route: ReadonlySignal<Route>
  readonly theme: Signal<Theme>
  readonly account: Account
  readonly version: Version
  readonly go: (path: string) => void
}

export function App({ route, theme, account, version, go }: AppProps) {
  const now = route.value
  if (now.page === 'start') return <StartPage theme={theme} account={account} go={go} />
  if (now.page === 'sign-in') return <SignInPage outcome={now.outcome} account={account} />
  if (now.page === 'api') return <Lazy key="api" load={loadApi} props={{ theme }} />
  if (now.page === 'admin') return <Lazy key="admin" load={loadAdmin} props={{ theme, account }} />
  if (now.page === 'lost') return <LostPage />
  if (!/^([\w-]{22,86})?$/.test(now.secret)) return <TroublePage id="not-found" title="" text="" />
  const { roomId, secret } = now
  const room = { roomId, secret, theme, account, version }
  return <Lazy key={`${roomId}#${secret}`} load={loadRoom} props={room} />
}

const loadRoom = () => import('./room.tsx').then(({ RoomPage }) => RoomPage)
const loadAdmin = () => import('./admin.tsx').then(({ AdminPage }) => AdminPage)
const loadApi = () => import('./api.tsx').then(({ ApiPage }) => ApiPage)

interface LazyProps<Props> {
  readonly load: () => Promise<ComponentType<Props>>
  readonly props: Props
}

function Lazy<Props extends object>({ load, props }: LazyProps<Props>) {
  const loaded = useSignal<ComponentType<Props> | null>(null)
  const failed = useSignal(false)
  useSignalEffect(() => {
    load().then(
      (page) => {
        loaded.value = page
      },
      () => {
        failed.value = true
      },
    )
  })
  // The server may have been updated since this page was loaded, and its old parts be gone.
  if (failed.value) return <TroublePage id="malformed" title="" text="" />
  const Page = loaded.value
  return Page === null ? <Arriving /> : <Page {...props} />
}

/** What of the page stays when the editor has come. */
const Arriving = () => (
  <div class="room" aria-busy="true">
    <header class="bar">
      <a class="bar-home" href="/" aria-label={useWords().common.home}>
        <Mark />
      </a>
    </header>
    <main class="page" />
  </div>
)
