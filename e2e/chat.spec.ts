/**
 * Promise: people in a document can talk about it, and nobody can speak in another's name.
 */
import type { Person } from './people.ts'
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

const panel = ({ page }: Person) => page.getByRole('complementary', { name: 'Chat' })
const said = (person: Person) => panel(person).getByRole('listitem')
const button = ({ page }: Person) => page.getByRole('button', { name: /^Chat/ })

async function say(person: Person, text: string): Promise<void> {
  const field = panel(person).getByRole('textbox', { name: 'Say something' })
  await field.fill(text)
  await field.press('Enter')
}

const LINES = Array.from({ length: 200 }, (_, at) => `Line ${at + 1}`).join('\n\n')

test('what one says, the other reads: who, when, and where in the text', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ title: 'Plan', text: LINES })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  await ana.find('Line 150')
  await button(ana).click()
  await panel(ana).getByRole('button', { name: 'Link to my line' }).click()
  await say(ana, 'Look here <b>please</b>: https://example.org/a.')
  await expect(said(ana)).toContainText(['You'])

  await expect(button(ben)).toHaveAccessibleName('Chat: 1 unread remark')
  await button(ben).click()
  await expect(said(ben)).toContainText(['Look here <b>please</b>: https://example.org/a.'])
  await expect(said(ben)).toContainText(['Ana Silva'])
  await expect(said(ben).getByRole('link')).toHaveAttribute('href', 'https://example.org/a')
  await expect(button(ben)).toHaveAccessibleName('Chat')

  await expect(ben.page.getByText('Line 150', { exact: true })).toHaveCount(0)
  await panel(ben).getByRole('button', { name: 'Go to the line' }).click()
  // Asked only once: it is marked for two seconds.
  await expect(ben.page.locator('.cm-line.is-shown')).toHaveText('Line 150')
  await expect(ben.page.getByText('Line 150', { exact: true })).toBeInViewport()

  await panel(ben).getByRole('textbox').press('Escape')
  await expect(panel(ben)).toHaveCount(0)
  await expect(ben.editor).toBeFocused()
})

test('what is said while the server is away is there once when it is back', async ({
  ownServer,
  open,
}) => {
  const room = await ownServer.createRoom()
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  await ana.isSaved()
  await button(ana).click()
  // The chat itself comes from the server, when it is first opened.
  await expect(panel(ana).getByRole('textbox')).toBeVisible()
  await ownServer.crash()
  await say(ana, 'Still here')
  await expect(said(ana)).toContainText(['Being sent…'])
  const asked = ana.page.waitForEvent('dialog')
  const left = ana.page.close({ runBeforeUnload: true })
  await (await asked).dismiss()
  await left
  await ownServer.restart()
  await expect(said(ana)).toContainText(['You'])
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  await button(ben).click()
  await expect(said(ben)).toHaveCount(1)
  await expect(said(ben)).toContainText(['Ana Silva'])
})

test('what one was about to say is still there when the chat is opened again', async ({
  server,
  open,
}) => {
  const ana = await open(linkOf(await server.createRoom(), 'owner'), { name: 'Ana Silva' })
  await button(ana).click()
  await panel(ana).getByRole('textbox').fill('Half a thought')
  await panel(ana).getByRole('textbox').press('Escape')
  await expect(panel(ana)).toHaveCount(0)
  await button(ana).click()
  await expect(panel(ana).getByRole('textbox')).toHaveValue('Half a thought')
})

test('who may only read reads the chat, too, and nothing more', async ({ server, open }) => {
  const room = await server.createRoom({ text: 'Ours' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  await button(ana).click()
  await say(ana, 'Welcome')
  await expect(said(ana)).toContainText(['You'])
  const vic = await open(linkOf(room, 'viewer'), { name: 'Vic Stone' })
  await button(vic).click()
  await expect(said(vic)).toContainText(['Welcome'])
  await expect(panel(vic).getByRole('textbox')).toHaveCount(0)
  await expect(panel(vic)).toContainText('You can read here, not write.')
})
