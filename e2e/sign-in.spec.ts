/**
 * Promise: who signs in is the same person in every browser; what he wrote before as a guest is his,
 * and after he has signed out, this browser knows nothing of him.
 */
import { OpenidProvider } from '../server/testing/openid-provider.ts'
import type { Me } from '../shared/api.ts'
import type { Person } from './people.ts'
import { Server } from './server.ts'
import { expect, test as stage } from './stage.ts'

/** A server whose people sign in with a provider of its own, and one where they have to. */
interface SignInStage {
  readonly provider: OpenidProvider
  readonly signing: Server
  readonly closed: Server
}

async function withServer(
  { settings }: OpenidProvider,
  env: Record<string, string>,
  use: (server: Server) => Promise<void>,
): Promise<void> {
  const { issuer: OIDC_ISSUER, clientId: OIDC_CLIENT_ID, clientSecret } = settings
  const oidc = { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: clientSecret }
  const server = await Server.start({}, { ...oidc, ...env })
  await use(server)
  await server.stop()
}

const test = stage.extend<SignInStage>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what is needed
  provider: async ({}, use) => {
    const provider = await OpenidProvider.start()
    await use(provider)
    await provider.stop()
  },
  signing: ({ provider }, use) => withServer(provider, {}, use),
  closed: ({ provider }, use) => withServer(provider, { ACCESS: 'signed-in' }, use),
})

/** By the link on screen, which leads to the provider; back where he was when it is done. */
async function signsIn({ page }: Person, name: string, words = 'Sign in'): Promise<void> {
  const before = page.url()
  await page.getByRole('link', { name: words }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL(before)
}

/** The server's page comes, its documents do not. Returns what ends it. */
async function losesDocuments({ context }: Person): Promise<() => Promise<void>> {
  await context.route('**/api/rooms/**', (route) => route.abort())
  return () => context.unroute('**/api/rooms/**')
}

const opensMenu = ({ page }: Person) => page.getByRole('button', { name: 'More' }).click()

/** Who somebody is to the server. */
const userOf = async ({ page }: Person, { url }: Server) =>
  ((await (await page.request.get(`${url}/api/me`)).json()) as Me).user

/** All that this browser keeps of the site. */
const memoryOf = ({ page }: Person) =>
  page.evaluate<string>(
    '(async () => JSON.stringify([localStorage, sessionStorage, await indexedDB.databases()]))()',
  )

const guestOf = ({ page }: Person) => page.evaluate<string>("localStorage.getItem('weft:guest')")

const UNSENT = 'Not saved yet: offline, kept in this browser'

test('a guest writes offline, signs in, and comes back: all of it is there, and his', async ({
  signing: server,
  open,
}) => {
  const gus = await open(server.url, { name: 'Gus' })
  const link = await gus.makeDocument()
  await gus.type('One. ')
  await gus.isSaved()
  const ben = await open(link, { name: 'Ben Okoye' })
  await ben.sees('One. ')

  const found = await losesDocuments(gus)
  await gus.page.reload()
  await gus.sees('One. ')
  await gus.type('Two. ', 'end')
  await gus.isTold(UNSENT)
  gus.page.once('dialog', (dialog) => void dialog.accept())
  await opensMenu(gus)
  await signsIn(gus, 'Ana Silva')
  await gus.sees('One. Two. ')
  await gus.isTold(UNSENT)
  await found()
  await gus.isSaved()
  await ben.sees('One. Two. ')
  await ben.isWith('Ana Silva', 'Ben Okoye')
  expect(await userOf(gus, server)).toMatchObject({ name: 'Ana Silva' })
  expect(await server.textAt(link)).toBe('One. Two. ')
})

test('who signs in goes on in his other tabs, too', async ({ signing: server, open }) => {
  const gus = await open(server.url, { name: 'Gus' })
  const link = await gus.makeDocument()
  const tab = await gus.openTab(server.url)
  await signsIn(tab, 'Ana Silva')
  await gus.isWith('Ana Silva')
  await gus.type('Still here. ')
  await gus.isSaved()
  expect(await server.textAt(link)).toBe('Still here. ')
})

test('a person is himself in a second browser, and nobody where he has signed out', async ({
  signing: server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Guest' })
  const link = await ana.makeDocument()
  const { pathname } = new URL(link)
  await ana.type('Mine. ')
  await ana.isSaved()
  const guest = await guestOf(ana)
  await opensMenu(ana)
  await signsIn(ana, 'Ana Silva')
  await ana.sees('Mine. ')
  await ana.type('Still mine. ', 'end')
  await ana.isSaved()
  const user = await userOf(ana, server)

  const elsewhere = await open(server.url, { name: 'Elsewhere' })
  await signsIn(elsewhere, 'Ana Silva')
  await expect(elsewhere.page.getByText('Ana Silva')).toBeVisible()
  expect(await userOf(elsewhere, server)).toEqual(user)
  await elsewhere.page.getByRole('link', { name: /Untitled/ }).click()
  await elsewhere.sees('Mine. Still mine. ')
  await elsewhere.isWith('Ana Silva')

  await opensMenu(ana)
  await ana.page.getByRole('link', { name: 'Sign out' }).click()
  await ana.page.getByRole('button', { name: 'Sign out' }).click()
  await ana.page.getByRole('button', { name: 'Yes, sign me out' }).click()
  await ana.page.waitForURL(`${server.url}/`)
  await expect(ana.page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  await expect(ana.page.getByText('Write together, on a server of your own.')).toBeVisible()
  expect(await userOf(ana, server)).toBe(null)
  expect(await memoryOf(ana)).not.toContain(pathname.split('/')[2])
  expect(await guestOf(ana)).not.toBe(guest)
})

test('signing out ends what another tab has open, and keeps what was never sent', async ({
  signing: server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Guest' })
  await signsIn(ana, 'Ana Silva')
  const link = await ana.makeDocument()
  await ana.page.getByRole('textbox', { name: 'Title' }).fill('Shopping')
  await ana.type('Bread')
  await ana.isSaved()
  const found = await losesDocuments(ana)
  await ana.page.reload()
  await ana.sees('Bread')
  await ana.type(' and milk', 'end')
  await ana.isTold(UNSENT)

  const { page } = await ana.openTab(server.url)
  await page.getByRole('link', { name: 'Sign out' }).click()
  await expect(page.getByRole('list', { name: 'Kept in this browser' })).toHaveText('Shopping')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(ana.page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await expect(ana.page).toHaveTitle('You are signed out · Weft')
  await expect(ana.page.getByText('milk')).toBeHidden()
  await found()
  ana.page.once('dialog', (dialog) => void dialog.accept())
  await page.getByRole('button', { name: 'Yes, sign me out' }).click()
  await page.waitForURL(`${server.url}/`)

  await signsIn(ana, 'Ana Silva')
  await ana.sees('Bread and milk')
  await ana.isSaved()
  expect(await server.textAt(link)).toBe('Bread and milk')
})

test('where only those who have signed in make documents, a guest is asked to', async ({
  closed: server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Guest' })
  await expect(ana.page.getByRole('button', { name: 'New document' })).toBeHidden()
  await signsIn(ana, 'Ana Silva', 'Sign in to make a document')
  const link = await ana.makeDocument()
  const ben = await open(link, { name: 'Ben Okoye' })
  await ben.isSaved()
  await ben.type('A guest may write. ')
  await ana.sees('A guest may write. ')
})

test('who refuses at the provider is told so, and goes on as before', async ({
  signing: server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana' })
  await ana.page.getByRole('link', { name: 'Sign in' }).click()
  await ana.page.getByRole('button', { name: 'Refuse' }).click()
  await expect(ana.page.getByRole('heading', { name: 'You are not signed in' })).toBeVisible()
  await ana.page.getByRole('link', { name: 'Go on without signing in' }).click()
  await ana.makeDocument()
})

test('while the provider is down, that is said, and everything else works', async ({
  provider,
  signing: server,
  open,
}) => {
  await provider.stop()
  const ana = await open(server.url, { name: 'Ana' })
  await ana.page.getByRole('link', { name: 'Sign in' }).click()
  const heading = { name: 'Signing in does not work right now' }
  await expect(ana.page.getByRole('heading', heading)).toBeVisible()
  await ana.page.getByRole('link', { name: 'Go on without signing in' }).click()
  await ana.makeDocument()
})

test('a session that is over is said to be, and what was there is there again', async ({
  signing: server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Guest' })
  await signsIn(ana, 'Ana Silva')
  await ana.makeDocument()
  await ana.type('Mine. ')
  await ana.isSaved()
  await ana.context.clearCookies()
  await ana.page.reload()
  await expect(ana.page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await signsIn(ana, 'Ana Silva')
  await ana.sees('Mine. ')
  await ana.type('Still mine. ', 'end')
  await ana.isSaved()
})

test('nobody goes on as a person before what the guest wrote is his', async ({
  signing: server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Guest' })
  await ana.context.route('**/api/me/claim', (route) => route.abort())
  await ana.page.getByRole('link', { name: 'Sign in' }).click()
  await ana.page.getByLabel('Name').fill('Ana Silva')
  await ana.page.getByRole('button', { name: 'Continue' }).click()
  await expect(ana.page.getByText('Try again in a moment: nothing of it is lost.')).toBeVisible()
  await ana.context.unroute('**/api/me/claim')
  await ana.page.getByRole('button', { name: 'Try again' }).click()
  await ana.page.waitForURL(`${server.url}/`)
  await expect(ana.page.getByText('Ana Silva')).toBeVisible()
})
