/**
 * Promise: the keyboard alone does everything, and nobody is caught in the text.
 */
import type { Person } from './people.ts'
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

const focused = ({ page }: Person) => page.locator(':focus')

/** Goes on with Tab until the focus has come to what is called so, as anyone without a mouse would. */
async function tabTo(person: Person, name: RegExp, key = 'Tab'): Promise<void> {
  const names: string[] = []
  for (let step = 0; step < 30; step += 1) {
    await person.page.keyboard.press(key)
    const name_ = await focused(person).evaluate(
      (element) => element.ariaLabel || String(element.textContent).trim(),
    )
    if (name.test(name_)) return
    names.push(name_)
  }
  throw new Error(`Tab comes to ${names.join(', ')}, not to ${name}`)
}

test('from the start page to a document, its dialogs and back, by keys alone', async ({
  server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana' })
  const { keyboard } = ana.page
  await tabTo(ana, /^New document$/)
  await keyboard.press('Enter')
  await expect(ana.editor).toBeFocused()
  await keyboard.type('First line')

  // Tab indents; after Esc it leaves.
  await keyboard.press('Escape')
  await tabTo(ana, /^Title$/, 'Shift+Tab')
  await keyboard.type('By hand')
  await keyboard.press('Enter')
  await expect(ana.editor).toBeFocused()
  await ana.sees('First line')

  await keyboard.press('Escape')
  await tabTo(ana, /^Share$/, 'Shift+Tab')
  await keyboard.press('Enter')
  const share = ana.page.getByRole('dialog', { name: 'Share this document' })
  await expect(share.getByRole('button', { name: 'Copy link to write' })).toBeFocused()
  await keyboard.press('Escape')
  await expect(ana.page.getByRole('button', { name: 'Share' })).toBeFocused()

  await tabTo(ana, /^More$/)
  await keyboard.press('Enter')
  await expect(ana.page.getByRole('button', { name: 'Copy all text' })).toBeFocused()
  await keyboard.press('ArrowDown')
  await expect(ana.page.getByRole('button', { name: 'Download', exact: true })).toBeFocused()
  await keyboard.press('Escape')
  await expect(ana.page.getByRole('button', { name: 'More' })).toBeFocused()

  await keyboard.press('ControlOrMeta+Shift+P')
  await expect(ana.page.getByRole('combobox', { name: 'Search actions' })).toBeFocused()
  await keyboard.type('start page')
  await expect(ana.page.getByRole('option', { selected: true })).toHaveText('Go to the start page')
  await keyboard.press('Enter')
  await expect(ana.page.getByRole('link', { name: /By hand/ })).toBeVisible()
})

test('every action is in the palette, with its keys, and runs from there', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'one two' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana' })
  await ana.sees('one two')
  await ana.goTo('start')
  // As one edit: undo takes back what was typed without a pause.
  await ana.page.keyboard.insertText('zero ')
  await ana.sees('zero one two')
  await ana.press('ControlOrMeta+Shift+P')
  const field = ana.page.getByRole('combobox', { name: 'Search actions' })
  await field.pressSequentially('undo')
  await expect(ana.page.getByRole('option', { selected: true })).toHaveText(/Undo what you did/)
  await field.press('Enter')
  await ana.sees('one two')
  await expect(ana.editor).toBeFocused()

  await ana.press('ControlOrMeta+/')
  const help = ana.page.getByRole('dialog', { name: 'Keyboard' })
  await expect(help.getByText('All actions')).toBeVisible()
  await ana.page.keyboard.press('Escape')
  await ana.sees('one two')
})

test('the way past the bar is the first that Tab comes to', async ({ server, open }) => {
  const room = await server.createRoom({ text: 'one' })
  const ana = await open(linkOf(room, 'viewer'), { name: 'Ana' })
  await expect(ana.editor).toBeFocused()
  await ana.press('Escape')
  await tabTo(ana, /^Skip to the text$/, 'Shift+Tab')
  await expect(focused(ana)).toBeInViewport()
  await ana.page.keyboard.press('Enter')
  await expect(ana.editor).toBeFocused()
})

test('a screen reader hears once what others did, and again when asked', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'one' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana' })
  const heard = ana.page.locator('.live-region')
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben' })
  // Whoever is there when she first looks round, in her first seconds, is no news.
  await expect(async () => {
    await ben.type('two ', 'start')
    await expect(heard).toContainText('Ben wrote.', { timeout: 1_000 })
  }).toPass()
  await ben.leave()
  await expect(heard).toContainText('Ben left.')
  await ana.press('ControlOrMeta+Shift+P')
  await ana.page.getByRole('combobox').pressSequentially('what happened')
  await ana.page.keyboard.press('Enter')
  await expect(heard).toContainText('Ben left.')
})

test('the start page has a palette, too: it makes documents, opens them by their titles, and more', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ title: 'Weaving plan', text: 'warp' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana' })
  await ana.isSaved()
  await ana.visit(server.url)
  const { keyboard } = ana.page
  await expect(ana.page.getByRole('link', { name: /Weaving plan/ })).toBeVisible()
  const chosen = ana.page.getByRole('dialog').getByRole('option', { selected: true })
  const choose = async (typed: string, words: string | RegExp) => {
    await keyboard.press('ControlOrMeta+Shift+P')
    await expect(ana.page.getByRole('dialog').getByRole('combobox')).toBeFocused()
    await keyboard.type(typed)
    await expect(chosen).toHaveText(words)
    await keyboard.press('Enter')
  }

  await keyboard.press('?')
  await expect(ana.page.getByRole('dialog', { name: 'Keyboard' })).toContainText('All actions')
  await keyboard.press('Escape')

  await choose('dark', 'Theme: Dark')
  await expect(ana.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await choose('deut', 'Language: Deutsch')
  await expect(ana.page.getByRole('heading', { name: 'Ihre Dokumente' })).toBeVisible()
  await choose('english', 'Sprache: English')
  await expect(ana.page.getByRole('heading', { name: 'Your documents' })).toBeVisible()
  await choose('your name', 'Change your name')
  await ana.page.getByRole('textbox', { name: /name/ }).fill('Ana Silva')
  await keyboard.press('Enter')

  const choosing = ana.page.waitForEvent('filechooser')
  await choose('import files', /Files/)
  await choosing
  await choose('search your', 'Search your documents')
  await expect(ana.page.getByRole('searchbox')).toBeFocused()
  // A letter where something is written.
  await keyboard.type('?')
  await expect(ana.page.getByRole('searchbox')).toHaveValue('?')
  await ana.page.getByRole('searchbox').fill('')

  await choose('wvpl', 'Open “Weaving plan”')
  await ana.sees('warp')
  await ana.isWith('Ana Silva')
  await ana.visit(server.url)
  await expect(ana.page.getByRole('link', { name: /Weaving plan/ })).toBeVisible()
  await choose('new doc', 'New document')
  await expect(ana.editor).toBeFocused()
  await choose('weaving', 'Open “Weaving plan”')
  await ana.page.waitForURL(`**/${room.room}*`)
  await ana.sees('warp')
})
