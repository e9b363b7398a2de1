/**
 * Promise: what one does not want to see one can fold, for oneself alone, and nothing gets lost in a fold.
 */
import type { Person } from './people.ts'
import { linkOf, type Server } from './server.ts'
import { expect, test } from './stage.ts'

const TEXT = '# One\n\nfirst words\n\n## Within\n\ninner words\n\n# Two\n\nsecond words'
const folds = ({ page }: Person) => page.locator('.fold')
const signs = ({ page }: Person) => page.locator('.fold-sign')

async function folded(
  server: Server,
  open: (url: string, as: { name: string }) => Promise<Person>,
): Promise<{ ana: Person; ben: Person }> {
  const room = await server.createRoom({ text: TEXT })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  await expect(signs(ana)).toHaveCount(3)
  await ana.find('One')
  await ana.press('Control+Shift+BracketLeft')
  await expect(folds(ana)).toHaveText('6 lines')
  return { ana, ben }
}

test('a section is folded and unfolded by its keys, its sign and its button', async ({
  server,
  open,
}) => {
  const { ana, ben } = await folded(server, open)
  await ben.sees(TEXT)
  await ana.press('Control+Shift+BracketRight')
  await ana.sees(TEXT)
  await signs(ana).first().click()
  await expect(folds(ana)).toHaveCount(1)
  await folds(ana).click()
  await ana.sees(TEXT)
})

test('what others write in a fold is there, and they are seen at its edge', async ({
  server,
  open,
}) => {
  const { ana, ben } = await folded(server, open)
  await ben.find('inner')
  await ben.type('\nand more')
  await expect(folds(ana)).toHaveText('7 lines')
  const [fold, caret] = [await folds(ana).boundingBox(), await ana.caretOf(ben).boundingBox()]
  expect(Math.abs((fold?.y ?? 0) - (caret?.y ?? 0))).toBeLessThan(30)
  await ana.page.getByRole('button', { name: /^Ben Okoye/ }).click()
  await ana.page.getByRole('button', { name: 'Go to where they are', exact: true }).click()
  await expect(folds(ana)).toHaveCount(0)
  await ana.sees(TEXT.replace('inner words', 'inner words\nand more'))
})

for (const [what, act] of [
  [
    'a search',
    async (ana: Person) => {
      await ana.press('ControlOrMeta+f')
      const field = ana.page.getByRole('textbox', { name: 'Find' })
      await field.pressSequentially('inner words')
      await field.press('Enter')
    },
  ],
  [
    'the outline',
    async (ana: Person) => {
      await ana.page.getByRole('button', { name: 'Outline' }).click()
      await ana.page.getByRole('button', { name: 'Within' }).click()
    },
  ],
] as const)
  test(`${what} opens the fold to which it leads`, async ({ server, open }) => {
    const { ana } = await folded(server, open)
    await act(ana)
    await expect(folds(ana)).toHaveCount(0)
    await expect(ana.editor.getByText('inner words')).toBeVisible()
  })

test('everything is folded from the palette, in code as well', async ({ server, open }) => {
  const { ana } = await folded(server, open)
  const choose = async (person: Person, words: string) => {
    await person.press('ControlOrMeta+Shift+P')
    await person.page.getByRole('combobox').pressSequentially(words)
    await person.page.keyboard.press('Enter')
  }
  await choose(ana, 'unfold everything')
  await ana.sees(TEXT)
  await choose(ana, 'fold everything')
  await expect(folds(ana)).toHaveText(['2 lines', '2 lines', '2 lines'])
  await expect(ana.editor.getByText('Within')).toBeVisible()

  const file = await server.createRoom({ title: 'a.ts', text: 'if (a) {\n  b()\n}\n\nc()' })
  const cleo = await open(linkOf(file, 'viewer'), { name: 'Cleo Ng' })
  await expect(signs(cleo)).toHaveCount(1)
  await choose(cleo, 'fold everything')
  await expect(folds(cleo)).toHaveText('2 lines')
})
