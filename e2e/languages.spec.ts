/**
 * Promise: whoever reads another language reads Weft in it, from whichever side.
 */
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

test('the page speaks the browser’s language, or the one that was chosen', async ({
  server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana', locale: 'de-AT' })
  await ana.page.getByRole('button', { name: 'Neues Dokument' }).click()
  await expect(ana.status).toHaveText('Gespeichert')
  await expect(ana.page.locator('html')).toHaveAttribute('lang', 'de')
  const text = ana.page.getByRole('textbox', { name: 'Text des Dokuments' })
  await text.pressSequentially('eins')
  await text.press('ControlOrMeta+f')
  await expect(ana.page.getByRole('textbox', { name: 'Suchen' })).toBeFocused()
  await ana.isTold('Gespeichert')

  await ana.page.getByRole('button', { name: 'Mehr' }).click()
  await ana.page.getByRole('combobox', { name: 'Sprache', exact: true }).selectOption('日本語')
  await expect(ana.status).toHaveText('保存済み')
  // What was written can still be taken back: the editor is the same.
  await ana.page.keyboard.press('Escape')
  const japanese = ana.page.getByRole('textbox', { name: '文書の本文' })
  await expect(japanese).toContainText('eins')
  await japanese.press('ControlOrMeta+z')
  await expect(japanese).not.toContainText('eins')
  await ana.page.reload()
  await expect(ana.status).toHaveText('保存済み')
})

test('a language that cannot be had says so, and leaves the page in the one it speaks', async ({
  server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana', serviceWorkers: 'block' })
  await ana.page.route(/\/assets\/ja-/, (route) => route.abort())
  const choice = ana.page.getByRole('combobox', { name: 'Language' })
  await choice.selectOption('日本語')
  const said = ana.page.getByText('The server cannot be reached')
  await expect(said).toBeVisible()
  await expect(choice).toHaveValue('en')
  await choice.selectOption('Deutsch')
  await expect(ana.page.locator('html')).toHaveAttribute('lang', 'de')
  await expect(said).toBeHidden()
})

test('in Arabic everything is mirrored, but for lines that are not', async ({ server, open }) => {
  const room = await server.createRoom({ text: 'نسيج\nWeaving\n\n> نسيج\n' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana', locale: 'ar' })
  await expect(ana.page.locator('html')).toHaveAttribute('dir', 'rtl')
  const lines = ana.page.locator('.cm-line')
  await expect(lines.nth(0)).toHaveCSS('direction', 'rtl')
  await expect(lines.nth(1)).toHaveCSS('direction', 'ltr')
  await expect(lines.nth(2)).toHaveCSS('direction', 'rtl')
  const [home, share] = await Promise.all(
    ['.bar-home', '.share'].map((each) => ana.page.locator(each).boundingBox()),
  )
  expect(home?.x).toBeGreaterThan(share?.x ?? Number.POSITIVE_INFINITY)

  // The arrow goes where it points: leftwards through Arabic is forwards.
  const text = ana.page.getByRole('textbox', { name: 'نص المستند' })
  await text.press('ControlOrMeta+Home')
  await text.press('ArrowLeft')
  await text.pressSequentially('X')
  await expect(lines.nth(0)).toHaveText('نXسيج')
})

test('with an English page an Arabic line runs from the right all the same', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'Weaving\n- نسيج\n' })
  const ana = await open(linkOf(room, 'viewer'), { name: 'Ana' })
  await expect(ana.page.locator('.cm-line').nth(0)).toHaveCSS('direction', 'ltr')
  await expect(ana.page.locator('.cm-line').nth(1)).toHaveCSS('direction', 'rtl')

  await ana.chooses('Read')
  await expect(ana.preview.locator('p')).toHaveCSS('unicode-bidi', 'plaintext')
  await expect(ana.preview.locator('ul')).toHaveCSS('direction', 'rtl')
  await expect(ana.preview.locator('li')).toHaveCSS('text-align', 'right')
})
