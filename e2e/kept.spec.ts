/**
 * Promise: one finds one's documents again, and nothing that is thrown away is lost at once.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Person } from './people.ts'
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

const rows = ({ page }: Person) => page.locator('.document-row')
const titles = ({ page }: Person) => page.locator('.document-title')
const search = ({ page }: Person) => page.getByRole('searchbox', { name: 'Search your documents' })

async function does({ page }: Person, what: string, title: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${title}`, exact: true }).click()
  await page.getByRole('button', { name: what, exact: true }).click()
}

test('a document is found by its title and by its text, and opens again', async ({
  server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana' })
  await ana.makeDocument()
  await ana.type('Marmalade from Seville oranges')
  // Last, so that where it is listed the text can be found whole.
  await ana.title.fill('Breakfast')
  await ana.isSaved()
  await ana.visit(server.url)
  await ana.makeDocument()
  await ana.type('Something else')
  await ana.isSaved()
  await ana.visit(server.url)
  await expect(titles(ana)).toHaveText(['Untitled', 'Breakfast'])

  await search(ana).fill('seville ora')
  await expect(titles(ana)).toHaveText(['Breakfast'])
  await expect(ana.page.locator('.document-excerpt mark').first()).toHaveText('Seville')
  await search(ana).fill('nowhere')
  await expect(ana.page.getByText('Nothing has “nowhere” in its title or text.')).toBeVisible()
  await search(ana).fill('break')
  await titles(ana).click()
  await ana.sees('Marmalade from Seville oranges')
})

test('a document opens for who has been there before, without the link', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ title: 'Plan', text: 'We go north.' })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana' })
  await ana.isSaved()
  await ana.page.evaluate("localStorage.removeItem('weft:recent')")
  await ana.visit(server.url)
  await expect(titles(ana)).toHaveText(['Plan'])
  await rows(ana).getByRole('link').click()
  await ana.sees('We go north.')
  expect(new URL(ana.page.url()).hash).toBe('')
  await ana.type('Quickly. ', 'start')
  await ana.isSaved()

  const stranger = await open(ana.page.url(), { name: 'Eve' })
  await expect(stranger.page.getByText('This document does not exist')).toBeVisible()
})

test('pinned, renamed for all, copied, taken off the list', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana' })
  for (const title of ['One', 'Two']) {
    await ana.makeDocument()
    await ana.title.fill(title)
    await ana.type(`the text of ${title}`)
    await ana.isSaved()
    await ana.visit(server.url)
  }
  await does(ana, 'Pin to the top', 'One')
  await expect(titles(ana)).toHaveText([/One/, 'Two'])

  const href = await rows(ana).getByRole('link').last().getAttribute('href')
  const ben = await open(`${server.url}${href}`, { name: 'Ben' })
  await ben.sees('the text of Two')
  await does(ana, 'Rename', 'Two')
  await ana.page.getByRole('textbox', { name: 'Title' }).fill('Zwei')
  await ana.page.keyboard.press('Enter')
  await expect(titles(ana)).toHaveText([/One/, 'Zwei'])
  await expect(ben.title).toHaveValue('Zwei')

  await does(ana, 'Duplicate', 'Zwei')
  await expect(titles(ana)).toHaveText([/One/, 'Zwei (copy)', 'Zwei'])
  await does(ana, 'Take off this list', 'Zwei')
  await expect(titles(ana)).toHaveText([/One/, 'Zwei (copy)'])
  await titles(ana).last().click()
  await ana.sees('the text of Two')
})

test('renaming begins with the title of now, and only a press outside of it ends it', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ title: 'Plan' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana', hasTouch: true })
  await ana.isSaved()
  await ana.visit(server.url)
  const { page } = ana
  const field = page.getByRole('textbox', { name: 'Title' })
  await does(ana, 'Rename', 'Plan')
  await field.fill('Half a word')
  await field.press('Escape')
  await does(ana, 'Rename', 'Plan')
  await expect(field).toHaveValue('Plan')

  await field.fill('Plan B')
  await field.hover()
  await page.mouse.down()
  await page.mouse.move(5, 5)
  await page.mouse.up()
  await expect(field).toHaveValue('Plan B')
  await page.mouse.click(5, 5)
  await expect(field).toHaveCount(0)
  await does(ana, 'Rename', 'Plan')
  await page.touchscreen.tap(5, 5)
  await expect(field).toHaveCount(0)
})

test('more of the list is asked for once, and shown once, by a double click, too', async ({
  server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana', serviceWorkers: 'block' })
  const clicked = Promise.withResolvers<void>()
  const asked: number[] = []
  await ana.page.route(/\/api\/rooms\?/, async (route) => {
    const offset = Number(new URL(route.request().url()).searchParams.get('offset'))
    asked.push(offset)
    if (offset > 0) await clicked.promise
    const rooms = [offset + 1, offset + 2].map((number) => ({
      ...{ id: `room-${number}`, title: `Room ${number}`, role: 'owner', locked: false },
      ...{ created: 1, edited: 1, trashed: null, pinned: false, people: [], excerpt: [] },
    }))
    await route.fulfill({ json: { rooms, more: offset === 0 } })
  })
  await ana.page.reload()
  await expect(rows(ana)).toHaveCount(2)
  await ana.page.getByRole('button', { name: 'Show more' }).dblclick()
  clicked.resolve()
  await expect(titles(ana)).toHaveText(['Room 1', 'Room 2', 'Room 3', 'Room 4'])
  expect(asked.filter((offset) => offset > 0)).toEqual([2])
})

test('the trash: everybody is out, it comes back whole, or is gone for good', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ title: 'Old plan', text: 'Every word.' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben' })
  await ben.isSaved()
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana' })
  await ana.sees('Every word.')
  await ana.visit(server.url)
  await does(ana, 'Move to the trash', 'Old plan')
  await expect(ana.page.getByText('There is no document here yet.')).toBeVisible()
  await expect(ben.page.getByText('This document is in the trash')).toBeVisible()
  await expect(ben.page.getByRole('textbox', { name: 'Your text' })).toHaveValue('Every word.')

  await ana.page.getByRole('button', { name: 'Trash', exact: true }).click()
  await ana.page.getByRole('button', { name: 'Restore Old plan' }).click()
  await expect(ana.page.getByText('The trash is empty.')).toBeVisible()
  await ben.page.getByRole('button', { name: 'Try again' }).click()
  await ben.sees('Every word.')

  await ana.page.getByRole('button', { name: 'Trash', exact: true }).click()
  await does(ana, 'Move to the trash', 'Old plan')
  await ana.page.getByRole('button', { name: 'Trash', exact: true }).click()
  await ana.page.getByRole('button', { name: 'Delete Old plan for good' }).click()
  await ana.page.getByRole('button', { name: 'Delete for good', exact: true }).click()
  await expect(ana.page.getByText('The trash is empty.')).toBeVisible()
  await ben.visit(linkOf(room, 'editor'))
  await ben.page.reload()
  await expect(ben.page.getByText('This document does not exist')).toBeVisible()
})

test('files and folders become documents, what is no text is named', async ({ server, open }) => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-import-'))
  mkdirSync(join(folder, 'notes', '.git'), { recursive: true })
  const write = (name: string, content: string | Uint8Array) =>
    writeFileSync(join(folder, 'notes', name), content)
  write('plan.md', '# Plan\r\nNorth\r\n')
  write('main.py', 'print("hello")\n')
  write('.git/config', 'hidden')
  write('photo.jpg', Uint8Array.of(0xff, 0xd8, 0, 1))

  const ana = await open(server.url, { name: 'Ana' })
  await ana.page.getByLabel('Folder to import').setInputFiles(join(folder, 'notes'))
  const said = ana.page.getByRole('status')
  await expect(said).toHaveText('2 documents were made. Not taken: photo.jpg: It is not a text.')
  await expect
    .poll(async () => (await titles(ana).allTextContents()).sort())
    .toEqual(['main.py', 'plan'])

  await ana.page.getByLabel('Files to import').setInputFiles(join(folder, 'notes', 'plan.md'))
  await ana.sees('# Plan\nNorth\n')

  await ana.visit(server.url)
  // Once the list is there, the page listens for what is dropped.
  await expect(titles(ana).first()).toBeVisible()
  await ana.page.evaluate(`{
    const data = new DataTransfer()
    data.items.add(new File(['dropped words'], 'dropped.txt', { type: 'text/plain' }))
    const event = { bubbles: true, cancelable: true, dataTransfer: data }
    document.body.dispatchEvent(new DragEvent('dragover', event))
    document.body.dispatchEvent(new DragEvent('drop', event))
  }`)
  await ana.sees('dropped words')
  await expect(ana.title).toHaveValue('dropped')
  rmSync(folder, { recursive: true })
})

test('words that are dragged into the search field are no file', async ({ server, open }) => {
  const room = await server.createRoom({ title: 'Plan' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana' })
  await ana.isSaved()
  await ana.visit(server.url)
  await expect(titles(ana)).toHaveText(['Plan'])
  // What a page does not take is the browser's to put in.
  const isLeft = await ana.page.evaluate(`{
    const data = new DataTransfer()
    data.setData('text/plain', 'Plan')
    const event = { bubbles: true, cancelable: true, dataTransfer: data }
    document.querySelector('[type=search]').dispatchEvent(new DragEvent('drop', event))
  }`)
  expect(isLeft).toBe(true)
})

test('where nothing can be copied, that is said, and how to go about it', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'Every word.' })
  const { page } = await open(linkOf(room, 'owner'), { name: 'Ana' })
  const copyAll = async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('button', { name: 'Copy all text' }).click()
  }
  const news = page.getByRole('region', { name: 'News' })
  await expect(page.getByRole('button', { name: 'Bold' })).toBeEnabled()
  await copyAll()
  await expect(news).toContainText('Copied')
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('Every word.')

  await page.evaluate(`{
    navigator.clipboard.writeText = async () => { throw new Error('not here') }
    document.execCommand = () => false
  }`)
  await copyAll()
  await expect(news).toContainText('Select it and copy it by hand')
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog')
  await dialog
    .getByRole('button', { name: /^Copy link/ })
    .first()
    .click()
  await expect(dialog.getByRole('button', { name: 'Select it and copy it by hand' })).toBeVisible()
})

test('a document leaves as a file, as a page, and on paper', async ({ server, open }) => {
  const text = '# Route\n\nWe go **north**.\n\n<script>document.title = "run"</script>\n'
  const room = await server.createRoom({ title: 'Travel plan', text })
  const ana = await open(linkOf(room, 'viewer'), { name: 'Ana' })
  await expect(ana.page.getByText('Route')).toBeVisible()
  const saved = async (what: string) => {
    await ana.page.getByRole('button', { name: 'More', exact: true }).click()
    const [download] = await Promise.all([
      ana.page.waitForEvent('download'),
      ana.page.getByRole('button', { name: what, exact: true }).click(),
    ])
    return [download.suggestedFilename(), readFileSync(await download.path(), 'utf8')]
  }
  expect(await saved('Download')).toEqual(['Travel plan.md', text])
  const [name, html] = await saved('Download as HTML')
  expect(name).toBe('Travel plan.html')
  expect(html).toContain('<strong>north</strong>')

  await ana.page.getByRole('button', { name: 'More', exact: true }).click()
  await ana.page.getByRole('button', { name: 'Print', exact: true }).click()
  const paper = ana.page.frameLocator('.print-frame')
  await expect(paper.getByRole('heading', { name: 'Route' })).toHaveCSS(
    'line-height',
    /^(?!normal)/,
  )
  await expect(paper.getByText('<script>')).toBeAttached()
})
