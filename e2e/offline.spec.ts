/**
 * Promise: offline, you keep writing; on return everything merges, once.
 */
import { expect, test } from './stage.ts'
import { Typing, words } from './typing.ts'

const KEPT = 'Not saved yet: offline, kept in this browser'

test('what is written offline merges with what the others wrote meanwhile', async ({
  server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  const ben = await open(link, { name: 'Ben Okoye' })
  await ana.type('Bread\nMilk')
  await ben.sees('Bread\nMilk')
  await ana.isSaved()

  await ana.goesOffline()
  await ana.type('Shopping\n', 'start')
  await ana.isTold(KEPT)
  await ben.type('\nEggs', 'end')
  await ana.type('---\n')
  await ana.sees('Shopping\n---\nBread\nMilk')
  await ben.sees('Bread\nMilk\nEggs')

  await ana.goesOnline()
  for (const person of [ana, ben]) {
    await person.sees('Shopping\n---\nBread\nMilk\nEggs')
    await person.isSaved()
    await person.isWith('Ana Silva', 'Ben Okoye')
  }
  expect(await server.textAt(link)).toBe('Shopping\n---\nBread\nMilk\nEggs')
})

test('who comes back in the middle of a sentence goes on with it', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  const ben = await open(link, { name: 'Ben Okoye' })
  const typing = new Typing(ana)
  await expect.poll(() => ben.text()).toContain(words(1, 3))

  await ana.goesOffline()
  await ana.isTold(KEPT)
  const { count } = typing
  await ana.goesOnline()
  await expect.poll(() => ben.text()).toContain(words(1, count + 10))
  await typing.stop()

  for (const person of [ana, ben]) await person.sees(words(1, typing.count))
  await ana.isSaved()
  expect(await server.textAt(link)).toBe(words(1, typing.count))
})

test('who only reads offline is told that all changes are saved', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  await ana.makeDocument()
  await ana.type('All of it.')
  await ana.isSaved()

  await ana.goesOffline()
  await ana.isTold('Offline: all your changes are saved')
  await ana.goesOnline()
  await ana.isSaved()
})

test('what was written offline survives the tab, and arrives from the next one', async ({
  ownServer: server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  const ben = await open(link, { name: 'Ben Okoye' })
  await ana.type('Before.')
  await ben.sees('Before.')
  await ana.isSaved()

  await ana.goesOffline()
  await ana.type(' Written on the train.', 'end')
  await ana.isTold(KEPT)
  // Chromium gives up playing offline while a page unloads: only without a server is it sure.
  await server.crash()
  const asked = ana.page.waitForEvent('dialog')
  const left = ana.page.goto('about:blank')
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.accept()
  await left
  await server.restart()
  await ben.type('Meanwhile. ', 'start')
  await ben.isSaved()

  // The page itself can be loaded again, but its server's programs cannot be reached.
  await ana.context.route('**/api/**', (route) => route.abort())
  await ana.goesOnline()
  await ana.visit(link)
  await ana.sees('Before. Written on the train.')
  await ana.isTold(KEPT)
  await ana.type(' And in the station.', 'end')

  await ana.context.unroute('**/api/**')
  const merged = 'Meanwhile. Before. Written on the train. And in the station.'
  await ana.isSaved()
  for (const person of [ana, ben]) {
    await person.sees(merged)
    await person.isSaved()
  }
  expect(await server.textAt(link)).toBe(merged)

  await ana.page.reload()
  await ana.sees(merged)
  await ana.isSaved()
})
