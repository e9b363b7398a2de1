/**
 * Promise: open a page, write, share the link, and your teammates are in, keystroke by keystroke.
 */
import { expect, test } from './stage.ts'

test('a document is one click away, and its link lets a second person in', async ({
  server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  await ana.makeDocument()
  await ana.type('We meet on Monday.')
  await ana.isSaved()

  const link = await ana.copyLinkTo('write')
  expect(link).toMatch(new RegExp(`^${server.url}/d/[\\w-]{22}#[\\w-]{22}$`))

  const ben = await open(link, { name: 'Ben Okoye' })
  await ben.sees('We meet on Monday.')
  await ben.type(' At nine?', 'end')
  await ana.sees('We meet on Monday. At nine?')
  await ana.type('Dear all,\n', 'start')
  await ben.sees('Dear all,\nWe meet on Monday. At nine?')
  await Promise.all([ana.isSaved(), ben.isSaved()])
})

test('two who type at the same time end with the same text', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const ben = await open(await ana.makeDocument(), { name: 'Ben Okoye' })
  await ana.type('Ana: \nBen: ')
  await ben.sees('Ana: \nBen: ')

  const hers = 'threads run lengthwise and are held under tension'
  const his = 'the weft goes over and under, row after row'
  await ana.find('Ana:')
  await ben.find('Ben:')
  await Promise.all([ana.type(hers), ben.type(his)])

  for (const person of [ana, ben]) await person.sees(`Ana: ${hers}\nBen: ${his}`)
})

test('another person’s caret carries a name that can be read on line 1, and then fades', async ({
  server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  const ben = await open(link, { name: 'Ben Okoye' })
  const phone = { width: 390, height: 844 }
  const cleo = await open(link, { name: 'Cleo Ng', viewport: phone })

  await ben.isWith('Ana Silva', 'Ben Okoye', 'Cleo Ng')
  // The phone has no room for all of them.
  await cleo.isWith('Ana Silva', '1 more', 'Cleo Ng')
  const flags = [ben, cleo].map((reader) => reader.caretOf(ana).locator('.caret-flag'))

  // Long enough for the flag to have no room to its right on the phone.
  await ana.type('A first line, up to the edge of it.')
  // Both at once: they fade.
  await Promise.all(flags.map((flag) => expect(flag).toHaveCSS('opacity', '1')))
  for (const flag of flags) {
    await expect(flag).toHaveText('Ana Silva')
    await expect(flag).toBeInViewport({ ratio: 1 })
  }
  for (const flag of flags) await expect(flag).toHaveCSS('opacity', '0')
  for (const reader of [ben, cleo]) await expect(reader.caretOf(ana)).toBeInViewport()
})

test('a selection shows to the others, and goes when it is given up', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const ben = await open(await ana.makeDocument(), { name: 'Ben Okoye' })
  await ana.type('one two three')
  await ana.press('Shift+Home')

  const selection = ben.page.locator('.peer-selection')
  await expect(selection).toBeVisible()
  const caret = await ben.caretOf(ana).boundingBox()
  const selected = await selection.boundingBox()
  expect(selected?.x).toBeCloseTo(caret?.x ?? 0, -1)
  expect(selected?.width).toBeGreaterThan(50)

  await ana.press('End')
  await expect(selection).toHaveCount(0)
})

test('the title is shared, and the people list says who is here', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const ben = await open(await ana.makeDocument(), { name: 'Ben Okoye' })
  await ana.isWith('Ana Silva', 'Ben Okoye')
  await ben.isWith('Ana Silva', 'Ben Okoye')

  await ana.title.fill('Minutes of Monday')
  await expect(ben.title).toHaveValue('Minutes of Monday')
  await expect(ben.page).toHaveTitle('Minutes of Monday · Weft')
  await ben.title.press('End')
  await ben.title.pressSequentially(', corrected')
  await expect(ana.title).toHaveValue('Minutes of Monday, corrected')

  await ana.leave()
  await ben.isWith('Ben Okoye')
  await expect(ben.caretOf(ana)).toHaveCount(0)
})

test('one person in two tabs is one person', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  const ben = await open(link, { name: 'Ben Okoye' })
  await ana.type('from the first tab')

  const second = await ana.openTab(link)
  await second.sees('from the first tab')
  await second.type(', and the second', 'end')
  await ana.sees('from the first tab, and the second')
  for (const page of [ana, second, ben]) await page.isWith('Ana Silva', 'Ben Okoye')

  await second.page.close()
  await ana.type('!', 'end')
  await ben.sees('from the first tab, and the second!')
  await ben.isWith('Ana Silva', 'Ben Okoye')
})

test('nobody is asked for a name before writing, and a new one shows at once', async ({
  server,
  open,
}) => {
  const ana = await open(server.url)
  const ben = await open(await ana.makeDocument(), { name: 'Ben Okoye' })
  await ana.type('Hello from a stranger')
  const flag = ben.page.locator('.caret-flag')
  await expect(flag).toHaveText(/^[A-Z][a-z]+ [A-Z][a-z]+$/)

  await ana.page.getByRole('button', { name: /\. You: name/ }).click()
  await ana.page.getByRole('button', { name: 'Change your name' }).click()
  const dialog = ana.page.getByRole('dialog', { name: 'Your name' })
  await dialog.getByRole('textbox', { name: 'Your name' }).fill('Ana Silva')
  await dialog.getByRole('button', { name: 'Save' }).click()
  for (const person of [ana, ben]) await person.isWith('Ana Silva', 'Ben Okoye')
  await ana.type(', now known', 'end')
  await expect(flag).toHaveText('Ana Silva')
  await ben.sees('Hello from a stranger, now known')

  // The next document needs no telling.
  await ana.visit(server.url)
  await ana.makeDocument()
  await ana.isWith('Ana Silva')
})
