/**
 * Promise: one sees who is here, idle or away, and where those are whom the window does not show.
 */
import type { Person } from './people.ts'
import { linkOf, type Server } from './server.ts'
import { expect, test } from './stage.ts'

const LINES = Array.from({ length: 200 }, (_, at) => `Line ${at + 1}`).join('\n\n')

type Open = (url: string, as: { name: string }) => Promise<Person>

async function twoPeople(server: Server, open: Open) {
  const room = await server.createRoom({ title: 'Plan', text: LINES })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  await ben.isWith('Ana Silva', 'Ben Okoye')
  return { ana, ben, room }
}

const avatar = ({ page }: Person, { name }: Person) =>
  page.getByRole('list', { name: 'People' }).getByRole('button', { name })

test('an avatar says in words who, what they may do, and whether they are here', async ({
  server,
  open,
}) => {
  const { ana, ben, room } = await twoPeople(server, open)
  await expect(avatar(ana, ben)).toHaveAccessibleName(/^Ben Okoye\. Can write\. Here\./)

  await ben.page.clock.install()
  await ben.visit(linkOf(room, 'editor'))
  await ben.page.reload()
  await ana.isWith('Ana Silva', 'Ben Okoye')
  await ben.press('End')
  await ben.page.clock.runFor('01:05')
  await expect(avatar(ana, ben)).toHaveAccessibleName(/Idle/)
  await expect(avatar(ana, ben)).toHaveAttribute('data-presence', 'idle')
  await ben.press('Home')
  await expect(avatar(ana, ben)).toHaveAccessibleName(/Here/)

  await ben.turnsAway()
  await ben.page.clock.runFor('00:06')
  await expect(avatar(ana, ben)).toHaveAccessibleName(/Away/)

  // In another tab he is here.
  const second = await ben.openTab(linkOf(room, 'editor'))
  await expect(avatar(ana, ben)).toHaveAccessibleName(/Here/)
  await second.page.close()
  await expect(avatar(ana, ben)).toHaveAccessibleName(/Away/)
  await ben.turnsBack()
  await expect(avatar(ana, ben)).toHaveAccessibleName(/Here/)
})

const arrow = ({ page }: Person, name: RegExp | string) => page.getByRole('button', { name })
const line = ({ page }: Person, number: number) =>
  page.locator('.cm-line').getByText(`Line ${number}`, { exact: true })

test('an arrow at the edge leads to whom one does not see', async ({ server, open }) => {
  const { ana, ben } = await twoPeople(server, open)
  await ben.find('Line 150')
  const below = arrow(ana, 'Below: Ben Okoye. Go to Ben Okoye')
  await expect(below).toHaveAttribute('data-who', 'BO')
  await expect(below).toBeInViewport({ ratio: 1 })
  await below.click()
  await expect(line(ana, 150)).toBeInViewport()
  await expect(below).toHaveCount(0)
  await expect(arrow(ana, /^Above/)).toHaveCount(0)

  await ben.goTo('start')
  await ben.press('ArrowRight')
  const above = arrow(ana, 'Above: Ben Okoye. Go to Ben Okoye')
  // With the keyboard, too, and then one can go on writing.
  await above.focus()
  await above.press('Enter')
  await expect(line(ana, 1)).toBeInViewport()
  await expect(ana.editor).toBeFocused()
  await expect(above).toHaveCount(0)
})

test('several at an edge are one chip, which leads to the nearest', async ({ server, open }) => {
  const { ana, ben, room } = await twoPeople(server, open)
  const cleo = await open(linkOf(room, 'editor'), { name: 'Cleo Ng' })
  await ben.find('Line 180')
  await cleo.find('Line 90')
  const below = arrow(ana, 'Below: Cleo Ng and Ben Okoye. Go to Cleo Ng')
  await expect(below).toHaveAttribute('data-who', '2')
  await below.click()
  await expect(line(ana, 90)).toBeInViewport()
  await expect(arrow(ana, 'Below: Ben Okoye. Go to Ben Okoye')).toBeVisible()
})

test('an arrow makes room for one’s own caret, on a phone as well', async ({ server, open }) => {
  const room = await server.createRoom({ text: `${'word '.repeat(3)}\n\n${LINES}` })
  const phone = { width: 390, height: 700 }
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva', viewport: phone })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  await ben.find('Line 150')
  const below = arrow(ana, /^Below/)
  await expect(below).toBeInViewport({ ratio: 1 })

  const chip = await below.boundingBox()
  await ana.goTo('start')
  const y = (chip?.y ?? 0) + (chip?.height ?? 0) / 2
  // In the last line that is seen, then to its end, under the chip.
  await ana.page.mouse.click(40, y)
  await ana.type(`${'x'.repeat(26)} `)
  await expect(below).toHaveClass(/is-aside/)
  const caret = await ana.page.locator('.cm-cursor-primary').boundingBox()
  const moved = await below.boundingBox()
  expect((moved?.x ?? 0) + (moved?.width ?? 0)).toBeLessThan(caret?.x ?? 0)
})
