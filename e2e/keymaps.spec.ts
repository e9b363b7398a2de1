/**
 * Promise: Vim's or Emacs's keys for whoever has them in the fingers; undo stays one's own, and nobody is
 * caught in the text.
 */
import type { Person } from './people.ts'
import { linkOf, type Server } from './server.ts'
import { expect, test } from './stage.ts'

const mode = ({ page }: Person) => page.locator('.cm-vim-panel')
const cursor = ({ page }: Person) => page.locator('.cm-fat-cursor')

async function choosesKeys(person: Person, keys: 'Usual' | 'Vim' | 'Emacs'): Promise<void> {
  await person.page.getByRole('button', { name: 'More' }).click()
  await person.page.getByRole('radio', { name: keys }).check()
  await person.page.keyboard.press('Escape')
}

async function inVim(
  server: Server,
  open: (url: string, as: { name: string }) => Promise<Person>,
  text: string,
) {
  const room = await server.createRoom({ text })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  for (const person of [ana, ben]) await person.sees(text)
  await choosesKeys(ana, 'Vim')
  await expect(mode(ana)).toContainText('NORMAL')
  return { ana, ben, room }
}

test('in Vim u and Ctrl-R are about one’s own changes, each insertion one step', async ({
  server,
  open,
}) => {
  const { ana, ben } = await inVim(server, open, 'one two\nlast')
  await expect(cursor(ana)).toHaveCount(1)
  await ana.press('g')
  await ana.press('g')
  await ana.press('d')
  await ana.press('w')
  await ana.sees('two\nlast')
  await ana.press('A')
  await ana.typeAsAPerson(' and a half')
  await ben.type('!', 'end')
  await ana.sees('two and a half\nlast!')
  await ana.press('Escape')

  await ana.press('u')
  for (const person of [ana, ben]) await person.sees('two\nlast!')
  await ana.press('u')
  await ana.press('u')
  for (const person of [ana, ben]) await person.sees('one two\nlast!')
  await ana.press('Control+r')
  await ana.sees('two\nlast!')
  await ana.type(':undo\n')
  await ana.sees('one two\nlast!')
})

test('what others write while one inserts in Vim is not repeated', async ({ server, open }) => {
  const { ana, ben } = await inVim(server, open, 'one\n\nlast')
  await ana.press('i')
  await ana.press('x')
  await ben.type('!?', 'end')
  await ana.sees('xone\n\nlast!?')
  await ana.press('y')
  await ana.press('Escape')
  await ana.press('.')
  await ana.sees('xxyyone\n\nlast!?')
})

test('the mark in Emacs stays while others write', async ({ server, open }) => {
  const room = await server.createRoom({ text: 'one two' })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  for (const person of [ana, ben]) await person.sees('one two')
  await choosesKeys(ana, 'Emacs')
  await expect(cursor(ana)).toHaveCount(1)
  await ana.press('Control+Home')
  await ana.press('Control+Space')
  await ben.type('!', 'end')
  await ana.sees('one two!')
  await ana.press('Alt+f')
  await ana.press('Control+w')
  await ana.sees(' two!')
})

test('in Vim :w says whether all is saved, and Esc, Tab leaves the text', async ({
  server,
  open,
}) => {
  const { ana } = await inVim(server, open, 'one')
  await ana.press('i')
  await expect(mode(ana)).toContainText('INSERT')
  await ana.press('Tab')
  await ana.sees('  one')
  await ana.press('Escape')
  await ana.press(':')
  const command = ana.page.getByRole('textbox', { name: 'Vim command' })
  await command.pressSequentially('w')
  await command.press('Enter')
  await expect(mode(ana)).toHaveText('Saved')
  await expect(ana.editor).toBeFocused()
  await ana.press('Tab')
  await expect(ana.editor).not.toBeFocused()
})

test('the choice is remembered, and is taken back', async ({ server, open }) => {
  const { ana } = await inVim(server, open, 'one')
  await ana.page.reload()
  await ana.sees('one')
  await expect(mode(ana)).toContainText('NORMAL')
  await ana.press('ControlOrMeta+/')
  const help = ana.page.getByRole('dialog', { name: 'Keyboard' })
  await expect(help.getByText(':w says whether all is saved')).toBeVisible()
  await ana.page.keyboard.press('Escape')
  await ana.press('ControlOrMeta+Shift+P')
  await ana.page.getByRole('combobox').pressSequentially('keys: usual')
  await ana.page.keyboard.press('Enter')
  await expect(mode(ana)).toHaveCount(0)
  await ana.type('x', 'start')
  await ana.sees('xone')
})

test('in Emacs lines are killed and yanked, and undo is one’s own', async ({ server, open }) => {
  const room = await server.createRoom({ text: '- one\n\nlast' })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  for (const person of [ana, ben]) await person.sees('- one\n\nlast')
  // Only once Markdown is there does Enter go on with a list.
  await expect(ana.page.getByRole('button', { name: 'Bold' })).toBeEnabled()
  await choosesKeys(ana, 'Emacs')
  await expect(cursor(ana)).toHaveCount(1)
  await ana.press('Control+Home')
  await ana.press('Control+e')
  await ana.press('Enter')
  await ana.sees('- one\n- \n\nlast')
  await ana.press('Control+a')
  await ana.press('Control+k')
  await ana.sees('- one\n\n\nlast')
  await ben.type('!', 'end')
  await ana.sees('- one\n\n\nlast!')
  await ana.press('Control+y')
  await ana.sees('- one\n- \n\nlast!')
  for (let step = 0; step < 4; step += 1) await ana.press('Control+/')
  for (const person of [ana, ben]) await person.sees('- one\n\nlast!')
  await ana.press('Escape')
  await ana.press('Tab')
  await expect(ana.editor).not.toBeFocused()
})

test('a reader has the usual keys, whatever was chosen', async ({ server, open }) => {
  const { ana, room } = await inVim(server, open, 'one two')
  await ana.visit(linkOf(room, 'viewer'))
  await expect(ana.page.getByText('View only')).toBeVisible()
  await ana.sees('one two')
  await ana.press('d')
  await ana.press('w')
  await ana.sees('one two')
  await expect(mode(ana)).toHaveCount(0)
})

for (const keys of ['Vim', 'Emacs'] as const)
  test(`with ${keys}’s keys, too, a name after an @ is chosen with the arrows`, async ({
    server,
    open,
  }) => {
    const room = await server.createRoom({ text: '' })
    const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
    await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
    await open(linkOf(room, 'editor'), { name: 'Cem Ay' })
    // Who is here is looked at when the @ is written, and not again.
    await ana.isWith('Ana Silva', 'Ben Okoye', 'Cem Ay')
    await choosesKeys(ana, keys)
    await expect(cursor(ana)).toHaveCount(1)
    if (keys === 'Vim') await ana.press('i')
    await ana.typeAsAPerson('@')
    const names = ana.page.getByRole('listbox', { name: 'People' }).getByRole('option')
    await expect(names).toHaveText(['Ben Okoye', 'Cem Ay'])
    await ana.press('ArrowDown')
    await ana.press('Enter')
    await ana.sees('@Cem Ay')
  })
