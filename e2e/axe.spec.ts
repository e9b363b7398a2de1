/**
 * Promise: no barrier that a machine can find, on any screen, in both themes; and every screen in every
 * direction of writing.
 */
import { AxeBuilder } from '@axe-core/playwright'
import type { CreatedRoom } from '../shared/api.ts'
import type { Person } from './people.ts'
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

const TEXT = '# Weaving\n\nOver **one**, under `one`.\n\n- [ ] wool\n\n> Measure twice.\n'

/** What axe finds, whatever weight it gives it. */
async function barriers({ page }: Person, screen: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${screen}: ${id}: ${html} ${failureSummary}`),
  )
}

const heading = ({ page }: Person) => page.getByRole('heading', { level: 1 })

/** Each dialog of a document by the action that opens it. */
const DIALOGS = ['share', 'change your name', 'keyboard'] as const

async function inRoom(ana: Person, room: CreatedRoom): Promise<string[]> {
  await ana.visit(linkOf(room, 'owner'))
  await expect(ana.editor).toBeFocused()
  const found = await barriers(ana, 'room')
  await ana.page.getByRole('button', { name: 'More' }).click()
  found.push(...(await barriers(ana, 'menu')))
  await ana.page.keyboard.press('Escape')
  const summaries = ana.page.locator('dialog summary')
  for (const dialog of DIALOGS) {
    await ana.press('ControlOrMeta+Shift+P')
    const field = ana.page.getByRole('combobox', { name: 'Search actions' })
    if (dialog === 'share') found.push(...(await barriers(ana, 'palette')))
    await field.pressSequentially(dialog)
    await field.press('Enter')
    await expect(field).toBeHidden()
    await expect(ana.page.getByRole('dialog')).toBeVisible()
    // Comes from the server, when it is first opened.
    if (dialog === 'share') await expect(summaries.first()).toBeVisible()
    for (const each of await summaries.all()) await each.click()
    found.push(...(await barriers(ana, dialog)))
    await ana.page.keyboard.press('Escape')
  }
  return found
}

async function onStart(ana: Person, url: string): Promise<string[]> {
  await ana.visit(url)
  await expect(ana.page.getByRole('link', { name: /Weaving/ })).toBeVisible()
  const found = await barriers(ana, 'documents')
  await ana.page.getByRole('searchbox').fill('wool')
  await expect(ana.page.locator('mark')).toBeVisible()
  found.push(...(await barriers(ana, 'search')))
  await ana.page.getByRole('searchbox').fill('')
  await ana.page.getByRole('button', { name: 'More for Weaving' }).click()
  found.push(...(await barriers(ana, 'document menu')))
  await ana.page.getByRole('button', { name: 'Move to the trash' }).click()
  await ana.page.getByRole('button', { name: 'Trash' }).click()
  await ana.page.getByRole('button', { name: 'Delete Weaving for good' }).click()
  found.push(...(await barriers(ana, 'trash, and asking')))
  return found
}

for (const colorScheme of ['light', 'dark'] as const)
  test(`in ${colorScheme}: axe finds nothing on any screen`, async ({ server, open }) => {
    test.slow()
    const room = await server.createRoom({ title: 'Weaving', text: TEXT })
    const ana = await open(server.url, { name: 'Ana', colorScheme, reducedMotion: 'reduce' })
    const found = await barriers(ana, 'start')
    found.push(...(await inRoom(ana, room)))
    found.push(...(await onStart(ana, server.url)))
    for (const path of ['/nowhere', '/d/none#', '/?sign-in=failed', '/?sign-in=out']) {
      await ana.visit(server.url + path)
      await expect(heading(ana)).toBeVisible()
      found.push(...(await barriers(ana, path)))
    }
    await ana.visit(`${server.url}/api`)
    await expect(ana.page.getByRole('article').first()).toBeVisible()
    found.push(...(await barriers(ana, 'api')))
    expect(found).toEqual([])
  })
