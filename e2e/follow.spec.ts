/**
 * Promise: one can look where somebody else looks, for as long as one likes; and nobody else moves one's view.
 */
import type { Person } from './people.ts'
import { linkOf, type Server } from './server.ts'
import { expect, test } from './stage.ts'

const LINES = Array.from({ length: 300 }, (_, at) => `Line ${at + 1}`).join('\n\n')
const line = ({ page }: Person, number: number) =>
  page.locator('.cm-line').getByText(`Line ${number}`, { exact: true })
const told = ({ page }: Person) => page.locator('.follow-line')

async function twoPeople(
  server: Server,
  open: (url: string, as: { name: string }) => Promise<Person>,
) {
  const room = await server.createRoom({ title: 'Plan', text: LINES })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  await ben.isWith('Ana Silva', 'Ben Okoye')
  return { ana, ben }
}

async function choose({ page }: Person, avatar: RegExp, item: string): Promise<void> {
  await page.getByRole('list', { name: 'People' }).getByRole('button', { name: avatar }).click()
  await page.getByRole('button', { name: item, exact: true }).click()
}

test('who follows sees what the other sees, until Esc', async ({ server, open }) => {
  const { ana, ben } = await twoPeople(server, open)
  await choose(ben, /^Ana Silva/, 'Follow')
  await expect(told(ben)).toContainText('You follow Ana Silva. Esc ends it.')
  await ana.find('Line 150')
  await expect(line(ben, 150)).toBeInViewport()
  await ana.goTo('end')
  await expect(line(ben, 300)).toBeInViewport()
  await ben.page.keyboard.press('Escape')
  await expect(told(ben)).toContainText('You no longer follow Ana Silva.')
  await ana.goTo('start')
  await expect(line(ana, 1)).toBeInViewport()
  await ana.type('Ana was here. ')
  // What was written after the scrolling has come, and nothing has scrolled.
  await ben.isWith('Ana Silva', 'Ben Okoye')
  await expect(line(ben, 300)).toBeInViewport()
})

for (const [what, act] of [
  ['an edit', (ben: Person) => ben.page.keyboard.type('x')],
  ['the wheel', (ben: Person) => ben.page.mouse.wheel(0, 400)],
  ['a key that moves', (ben: Person) => ben.page.keyboard.press('PageDown')],
] as const)
  test(`following ends by ${what}`, async ({ server, open }) => {
    const { ana, ben } = await twoPeople(server, open)
    await ana.find('Line 20')
    await ben.goTo('start')
    await choose(ben, /^Ana Silva/, 'Follow')
    await expect(told(ben)).toContainText('You follow Ana Silva.')
    await ben.editor.focus()
    await ben.page.mouse.move(400, 400)
    await act(ben)
    await expect(told(ben)).toContainText('You no longer follow Ana Silva.')
  })

test('who presents asks, and forces nobody', async ({ server, open }) => {
  const { ana, ben } = await twoPeople(server, open)
  await choose(ana, /^Ana Silva/, 'Ask all to follow you')
  await expect(told(ben)).toContainText('Ana Silva asks you to follow.')
  await ana.find('Line 200')
  await expect(line(ana, 200)).toBeInViewport()
  await expect(line(ben, 1)).toBeInViewport()
  await told(ben).getByRole('button', { name: 'Follow' }).click()
  await expect(line(ben, 200)).toBeInViewport()
})

test('what others write above moves nothing that one sees', async ({ server, open }) => {
  const { ana, ben } = await twoPeople(server, open)
  await ben.find('Line 100')
  // Whatever finding has moved has come to rest once this is there.
  await ana.find('Line 101')
  await ana.type('!')
  await expect(line(ben, 100)).toBeInViewport()
  await expect(ben.page.getByText('Line 101!', { exact: true })).toBeVisible()
  const before = (await line(ben, 100).boundingBox())?.y
  await ana.goTo('start')
  await ana.type('One more.\n\nAnd another.\n\n')
  await ana.isSaved()
  await ana.find('Line 102')
  await ana.type(' (seen)')
  await expect(ben.page.getByText('Line 102 (seen)')).toBeVisible()
  const after = (await line(ben, 100).boundingBox())?.y
  expect(Math.abs((after ?? 0) - (before ?? 9_999))).toBeLessThan(1)
})
