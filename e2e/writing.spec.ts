/**
 * Promise: one writes Markdown without knowing it, and code as in an editor for code.
 */
import type { Person } from './people.ts'
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

const tool = ({ page }: Person, name: string) =>
  page.getByRole('toolbar', { name: 'Formatting' }).getByRole('button', { name, exact: true })

test('keys and buttons mark what is selected, and undo takes it back in one step', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'one two' })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana' })
  const ben = await open(linkOf(room, 'viewer'), { name: 'Ben' })
  await ana.sees('one two')
  await expect(tool(ana, 'Bold')).toBeEnabled()
  await ana.type(' three', 'end')
  await ana.press('ControlOrMeta+Shift+ArrowLeft')
  await ana.press('ControlOrMeta+b')
  await ben.sees('one two **three**')
  await expect(tool(ana, 'Bold')).toHaveAttribute('aria-pressed', 'true')
  await ana.press('ControlOrMeta+z')
  await ben.sees('one two three')
  await expect(tool(ana, 'Bold')).toHaveAttribute('aria-pressed', 'false')

  await tool(ana, 'Heading 2').click()
  await ana.sees('## one two three')
  await expect(ana.editor).toBeFocused()
  await expect(ben.page.getByRole('toolbar')).toHaveCount(0)
})

test('a list goes on, goes in and ends', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana' })
  await ana.makeDocument()
  await expect(tool(ana, 'Bold')).toBeEnabled()
  await ana.type('1. one')
  await ana.press('Enter')
  await ana.type('two')
  await ana.press('Enter')
  await ana.press('Tab')
  await ana.type('deeper')
  await ana.sees('1. one\n2. two\n   1. deeper')
  await ana.press('Shift+Tab')
  await ana.sees('1. one\n2. two\n3. deeper')
  await ana.press('Enter')
  await ana.press('Enter')
  await ana.sees('1. one\n2. two\n3. deeper\n')
})

test('the toolbar is one stop of the keyboard', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana' })
  await ana.makeDocument()
  await expect(tool(ana, 'Bold')).toBeEnabled()
  await tool(ana, 'Heading 1').focus()
  await ana.page.keyboard.press('ArrowLeft')
  await expect(tool(ana, 'Line across')).toBeFocused()
  await ana.page.keyboard.press('Home')
  await ana.page.keyboard.press('Enter')
  await ana.sees('# ')
  await expect(ana.editor).toBeFocused()
})

test('a document of code is edited as code, by its title or by choice', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ title: 'Plan', text: '# A title\n' })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben' })
  const isCode = ben.page.locator('.cm-editor.is-code')
  await expect(ben.page.locator('.md-line-h1')).toBeVisible()
  await expect(isCode).toHaveCount(0)

  await ana.sees('# A title\n')
  await ana.title.fill('main.py')
  await expect(isCode).toBeVisible()
  await expect(ben.page.locator('.code-comment')).toHaveText('# A title')
  await expect(ben.page.getByRole('toolbar')).toHaveCount(0)
  await expect(ben.editor).toHaveAttribute('spellcheck', 'false')
  await ben.type('if (True:', 'end')
  await ana.sees('# A title\nif (True:)')
  await ben.press('End')
  await ben.type(':')
  await ben.press('Enter')
  await ben.type('go')
  await ana.sees('# A title\nif (True:):\n    go')

  await ana.page.getByRole('button', { name: 'More', exact: true }).click()
  const choice = ana.page.getByLabel('Language of the text')
  await choice.focus()
  await choice.selectOption('Markdown')
  await expect(ben.page.locator('.md-line-h1')).toBeVisible()
  await expect(isCode).toHaveCount(0)
})

/** As if it had been copied elsewhere: rich text, and the same as plain text. */
async function copies({ page, context }: Person, html: string, plain: string): Promise<void> {
  const elsewhere = await context.newPage()
  await elsewhere.goto(`${new URL(page.url()).origin}/healthz`)
  await elsewhere.evaluate(
    `navigator.clipboard.write([new ClipboardItem({
      'text/html': new Blob([${JSON.stringify(html)}], { type: 'text/html' }),
      'text/plain': new Blob([${JSON.stringify(plain)}], { type: 'text/plain' }),
    })])`,
  )
  await elsewhere.close()
}

test('what is pasted becomes Markdown, but not in code and not when plain is asked for', async ({
  server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana' })
  const link = await ana.makeDocument()
  const ben = await open(link, { name: 'Ben' })
  await expect(tool(ana, 'Bold')).toBeEnabled()
  await copies(ana, '<h1>Plan</h1><p>Go <b>north</b></p>', 'Plan\n\nGo north')
  await ana.press('ControlOrMeta+v')
  await ben.sees('# Plan\n\nGo **north**')
  await ana.press('ControlOrMeta+a')
  await ana.press('ControlOrMeta+Shift+v')
  await ben.sees('Plan\n\nGo north')

  await copies(ana, '<table><tr><td>a</td><td>b</td></tr></table>', 'a\tb\n1\t2\n')
  await ana.press('ControlOrMeta+a')
  await ana.press('ControlOrMeta+v')
  await ben.sees('| a   | b   |\n| --- | --- |\n| 1   | 2   |')

  await ana.press('ControlOrMeta+a')
  await ana.press('Delete')
  await ana.type('the book')
  await ana.press('ControlOrMeta+a')
  await copies(ana, '<a href="https://a.example/">a</a>', 'https://a.example/')
  await ana.press('ControlOrMeta+v')
  await ben.sees('[the book](https://a.example/)')

  await ana.press('ControlOrMeta+a')
  await ana.press('Delete')
  await ana.type('```\n')
  await copies(ana, '<b>bold</b>', 'bold')
  await ana.press('ControlOrMeta+v')
  await ben.sees('```\nbold')
})

const GIF = 'R0lGODdhAQABAIAAAP8AAP///ywAAAAAAQABAAACAkQBADs='

/** Files from the desktop, all of this content, into the text's last line. */
async function drops({ page }: Person, base64: string, ...names: readonly string[]): Promise<void> {
  await page.evaluate(`{
    const bytes = Uint8Array.from(atob('${base64}'), (char) => char.charCodeAt(0))
    const data = new DataTransfer()
    for (const name of ${JSON.stringify(names)})
      data.items.add(new File([bytes], name, { type: 'image/gif' }))
    const line = [...document.querySelectorAll('.cm-line')].at(-1)
    const { left, bottom } = line.getBoundingClientRect()
    const at = { clientX: left + 40, clientY: bottom - 4, bubbles: true, cancelable: true }
    line.dispatchEvent(new DragEvent('drop', { ...at, dataTransfer: data }))
  }`)
}

test('a picture that is dropped into the text is seen by the others', async ({ server, open }) => {
  const room = await server.createRoom({ text: 'Look:\n' })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana' })
  const ben = await open(linkOf(room, 'viewer'), { name: 'Ben' })
  await expect(tool(ana, 'Bold')).toBeEnabled()
  await ana.isSaved()
  await drops(ana, GIF, 'a red dot.gif')
  const picture = ben.page.getByRole('img', { name: 'a red dot', exact: true })
  await expect(picture).toHaveJSProperty('naturalWidth', 1)
  await expect
    .poll(() => ben.text())
    .toMatch(/^Look:\n!\[a red dot\]\(\/api\/rooms\/[\w-]+\/attachments\/[\w-]{22}\)$/)

  await drops(ana, btoa('nothing'), 'no picture.gif')
  await expect(ana.page.getByText('Only PNG, JPEG, GIF, WebP and AVIF are taken.')).toBeVisible()
  await expect.poll(() => ana.text()).not.toContain('no picture')
  await ana.goesOffline()
  await drops(ana, GIF, 'late.gif')
  await expect(ana.page.getByText('Pictures need the network.')).toBeVisible()
  await expect.poll(() => ana.text()).not.toContain('late')
})

test('of pictures on their way nobody sees anything; they arrive in their order, and who leaves is asked', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'Look:\n' })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana' })
  await expect(tool(ana, 'Bold')).toBeEnabled()
  await ana.isSaved()
  const mayGo = Promise.withResolvers<void>()
  await ana.page.route('**/attachments', async (route) => {
    await mayGo.promise
    await route.continue()
  })
  await drops(ana, GIF, 'one.gif', 'two.gif', 'three.gif')
  await expect(ana.page.locator('.picture-mark')).toHaveText('one.gif …')
  await ana.type('After.', 'end')
  await ana.isSaved()
  expect(await server.textAt(ana.page.url())).toBe('Look:\nAfter.')
  const asked = ana.page.waitForEvent('dialog')
  const left = ana.page.close({ runBeforeUnload: true })
  await (await asked).dismiss()
  await left

  mayGo.resolve()
  const words = () => ana.text().then((text) => text.replace(/\(.*?\)/g, '()'))
  await expect.poll(words).toBe('Look:\n![one]()\n![two]()\n![three]()After.')
  await expect(ana.page.locator('.picture-mark')).toHaveCount(0)
})
