/**
 * Promise: one can write in several places at once, and the others see all of them.
 */
import type { Person } from './people.ts'
import { linkOf, type Server } from './server.ts'
import { expect, test } from './stage.ts'

const carets = ({ page }: Person) => page.locator('.caret:visible, .peer-caret')
const selections = ({ page }: Person) => page.locator('.peer-selection')

async function twoPeople(
  server: Server,
  open: (url: string, as: { name: string }) => Promise<Person>,
  text: string,
) {
  const room = await server.createRoom({ text })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'viewer'), { name: 'Ben Okoye' })
  await ben.sees(text)
  await ana.sees(text)
  return { ana, ben }
}

test('the same word everywhere is selected and rewritten, before the eyes of others', async ({
  server,
  open,
}) => {
  const { ana, ben } = await twoPeople(server, open, 'warp and warp\nand warp')
  await ana.goTo('start')
  for (let time = 0; time < 4; time += 1) await ana.press('ControlOrMeta+d')
  await expect(selections(ben)).toHaveCount(3)
  await expect(carets(ben)).toHaveCount(3)
  await expect(ben.caretOf(ana)).toHaveCount(1)
  // As one edit: undo takes back what was typed without a pause.
  await ana.page.keyboard.insertText('weft')
  await ben.sees('weft and weft\nand weft')
  await expect(selections(ben)).toHaveCount(0)
  await expect(carets(ben)).toHaveCount(3)
  await ana.press('Escape')
  await expect(carets(ben)).toHaveCount(1)
  await ana.press('ControlOrMeta+z')
  await ben.sees('warp and warp\nand warp')
})

test('a click with Ctrl adds a caret, and Alt draws a rectangle', async ({ server, open }) => {
  const { ana, ben } = await twoPeople(server, open, 'one 1\ntwo 2\nthree 3')
  const line = (at: number) => ana.editor.locator('.cm-line').nth(at)
  await line(0).click({ position: { x: 5, y: 10 } })
  await line(2).click({ modifiers: ['ControlOrMeta'] })
  await expect(carets(ben)).toHaveCount(2)

  await ana.goTo('start')
  const caret = ana.page.locator('.cm-cursor-primary')
  const last = await line(2).boundingBox()
  // It is drawn a frame after it has gone there.
  await expect.poll(async () => (await caret.boundingBox())?.y).toBeLessThan((last?.y ?? 0) - 20)
  const first = await caret.boundingBox()
  if (first === null || last === null) throw new Error('no lines')
  await ana.page.keyboard.down('Alt')
  await ana.page.mouse.move(first.x + 1, first.y + 12)
  await ana.page.mouse.down()
  await ana.page.mouse.move(first.x + 18, last.y + 12, { steps: 4 })
  await ana.page.mouse.up()
  await ana.page.keyboard.up('Alt')
  await expect(selections(ben)).toHaveCount(3)
  await ana.press('Backspace')
  await expect.poll(() => ben.text()).not.toContain('one')
  await expect(carets(ben)).toHaveCount(3)
})

test('several selections move with what is written above them', async ({ server, open }) => {
  const { ana, ben } = await twoPeople(server, open, 'first\nsame\nsame')
  await ana.find('same')
  await ana.press('Home')
  await ana.press('ControlOrMeta+d')
  await ana.press('ControlOrMeta+d')
  await expect(selections(ben)).toHaveCount(2)
  const tops = () =>
    selections(ben).evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top))
  const before = await tops()
  const cleo = await open(ana.page.url(), { name: 'Cleo Ng' })
  await cleo.sees('first\nsame\nsame')
  await cleo.type('new\n', 'start')
  await ben.sees('new\nfirst\nsame\nsame')
  await expect
    .poll(async () => (await tops()).every((top, at) => top > (before[at] ?? Infinity)))
    .toBe(true)
})
