/**
 * Promise: whoever runs the server sees what it does while it does it, and can act on it.
 *
 * The pictures land in results/looks, for eyes; the rest is checked.
 */
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator } from '@playwright/test'
import { OPERATORS, OpenidProvider } from '../server/testing/openid-provider.ts'
import type { Person } from './people.ts'
import { note } from './secrets.ts'
import { linkOf, Server } from './server.ts'
import { expect, test as staged } from './stage.ts'
import { Typing } from './typing.ts'

const ADMIN_TOKEN = 'only for stories: who runs this server'
const SIZES = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 768, height: 1024 },
  phone: { width: 390, height: 844 },
} as const

const test = staged.extend<{ readonly run: Server }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants to see which fixtures it uses
  run: async ({}, use) => {
    note('secret', ADMIN_TOKEN)
    const server = await Server.start({}, { ADMIN_TOKEN })
    await use(server)
    await server.stop()
  },
})

async function showsToken({ page }: Person, token: string): Promise<void> {
  await page.getByLabel('Operator’s token').fill(token)
  await page.getByRole('button', { name: 'Watch' }).click()
}

const chart = ({ page }: Person, title: string): Locator =>
  page.getByRole('figure').filter({ has: page.getByRole('heading', { name: title }) })

/** As far as it is needed: the stories know no types of a page. */
interface Canvas {
  readonly width: number
  readonly height: number
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray }
  }
}

/** How many of its points have been drawn on. */
const ink = (canvas: Locator): Promise<number> =>
  canvas.evaluate((element) => {
    const drawn = element as unknown as Canvas
    const { data } = drawn.getContext('2d').getImageData(0, 0, drawn.width, drawn.height)
    return data.filter((value, at) => at % 4 === 3 && value > 0).length
  })

async function barriers({ page }: Person): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

test('it moves while two people type; who is removed sees it at once', async ({ run, open }) => {
  const room = await run.createRoom({ title: 'The plan' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben' })
  await ana.isWith('Ana', 'Ben')
  const eve = await open(`${run.url}/admin`, { name: 'Eve' })
  await showsToken(eve, 'who runs that server, then?')
  await expect(eve.page.getByRole('alert')).toHaveText(
    'This is not the operator’s token of this server.',
  )
  await showsToken(eve, ADMIN_TOKEN)
  await expect(eve.page.getByRole('heading', { name: 'This server', exact: true })).toBeVisible()
  expect(eve.page.url()).toBe(`${run.url}/admin`)
  // What changes each second is not read out each second.
  await expect(eve.page.getByText('Up for')).toBeVisible()
  await expect(eve.page.locator('[aria-live]')).toHaveText('The store works')

  const messages = chart(eve, 'Messages a second')
  const typing = [ana, ben].map((person) => new Typing(person))
  // While they type: it is of the last second.
  await Promise.all([
    expect(messages.locator('b').first()).toHaveText(/[1-9]/),
    expect(chart(eve, 'Time of a commit').locator('b').first()).toHaveText(/\d ms/),
  ])
  await Promise.all(typing.map((each) => each.stop()))
  await expect.poll(() => ink(messages.locator('canvas'))).toBeGreaterThan(200)
  const row = eve.page.getByRole('listitem').filter({ hasText: room.room })
  await expect(row.getByRole('heading', { name: 'The plan' })).toBeVisible()
  await expect(row).toContainText('Ana')

  await row.getByRole('button', { name: 'Lock: The plan' }).click()
  await eve.page.getByRole('dialog').getByRole('button', { name: 'Lock', exact: true }).click()
  await expect(row.getByText('Locked')).toBeVisible()
  await expect(ben.page.getByText('View only')).toBeVisible()
  await row.getByRole('button', { name: 'Unlock: The plan' }).click()
  await eve.page.getByRole('dialog').getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(row.getByText('Locked')).toBeHidden()

  await row.getByRole('button', { name: 'Read only: Ben' }).click()
  await eve.page.getByRole('dialog').getByRole('button', { name: 'Read only' }).click()
  await expect(row.getByRole('button', { name: 'Read only: Ben' })).toBeHidden()
  await row.getByRole('button', { name: 'Remove: Ben' }).click()
  const asked = eve.page.getByRole('dialog', { name: 'Remove: Ben' })
  await asked.getByRole('button', { name: 'Cancel' }).click()
  await expect(asked).toBeHidden()
  await expect(row).toContainText('Ben')
  await row.getByRole('button', { name: 'Remove: Ben' }).click()
  await asked.getByRole('button', { name: 'Remove' }).click()
  await expect(row).not.toContainText('Ben')
  await expect(ben.page.getByRole('heading', { name: 'Your access was removed' })).toBeVisible()
  expect(eve.errors).toEqual([])
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`in ${colorScheme}: pictures, no barriers, nothing that the policy refuses`, async ({
    run,
    open,
  }) => {
    const room = await run.createRoom({ title: 'The plan' })
    const other = await run.createRoom({ text: 'Nobody named this.' })
    const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
    await open(linkOf(other, 'editor'), { name: 'Ben Okoye' })
    const eve = await open(`${run.url}/admin`, { name: 'Eve', colorScheme })
    await expect(eve.page.getByRole('heading', { level: 1 })).toBeVisible()
    await eve.photograph(`admin-ask-${colorScheme}`)
    expect(await barriers(eve)).toEqual([])
    await showsToken(eve, ADMIN_TOKEN)
    await ana.typeAsAPerson('over one thread and under the next, row after row')
    await expect(chart(eve, 'Commits a second').locator('canvas')).toBeVisible()
    expect(await barriers(eve)).toEqual([])
    for (const [size, viewport] of Object.entries(SIZES)) {
      await eve.page.setViewportSize(viewport)
      await eve.photograph(`admin-${size}-${colorScheme}`)
    }
    await eve.page.getByRole('button', { name: 'Remove: Ana Silva' }).click()
    await eve.photograph(`admin-act-${colorScheme}`)
    expect(await barriers(eve)).toEqual([])
    expect(eve.errors).toEqual([])
    expect(eve.complaints).toEqual([])
  })

test('a reload asks for nothing, leaving does; a drained server is waited for', async ({
  run,
  open,
}) => {
  const eve = await open(`${run.url}/admin`, { name: 'Eve' })
  await showsToken(eve, ADMIN_TOKEN)
  await expect(eve.page.getByRole('heading', { name: 'This server', exact: true })).toBeVisible()
  await eve.page.reload()
  await expect(eve.page.getByRole('heading', { name: 'This server', exact: true })).toBeVisible()
  await eve.page.getByRole('button', { name: 'Forget the token' }).click()
  await expect(eve.page.getByLabel('Operator’s token')).toBeVisible()
  await eve.page.reload()
  await showsToken(eve, ADMIN_TOKEN)
  await eve.page.getByRole('button', { name: 'Drain this server' }).click()
  const asked = eve.page.getByRole('dialog')
  await asked.getByRole('button', { name: 'Drain this server' }).click()
  const away = eve.page.getByText('The server cannot be reached. Still trying.')
  await expect(away).toBeVisible()
  await run.restart()
  await expect(away).toBeHidden()
})

test('who has signed in and is in the operators’ group types no token', async ({ open }) => {
  const provider = await OpenidProvider.start()
  const { issuer, clientId, clientSecret } = provider.settings
  const server = await Server.start(
    {},
    {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: clientId,
      OIDC_CLIENT_SECRET: clientSecret,
      OIDC_ADMIN_GROUP: OPERATORS,
    },
  )
  const olga = await open(server.url, { name: 'Olga' })
  await olga.page.getByRole('link', { name: 'Sign in' }).click()
  await olga.page.getByLabel('Name').fill('Operator Olga')
  await olga.page.getByRole('button', { name: 'Continue' }).click()
  await olga.page.waitForURL(`${server.url}/`)
  await olga.visit(`${server.url}/admin`)
  await expect(olga.page.getByRole('heading', { name: 'This server', exact: true })).toBeVisible()
  expect(await olga.page.evaluate("sessionStorage.getItem('weft:operator')")).toBeNull()
  await server.stop()
  await provider.stop()
})

test('without an operator’s token the page says what to do', async ({ server, open }) => {
  const eve = await open(`${server.url}/admin`, { name: 'Eve' })
  await showsToken(eve, ADMIN_TOKEN)
  await expect(eve.page.getByRole('alert')).toContainText('Set ADMIN_TOKEN')
})
