/**
 * Promise: Saved means on disk. Kill the server at any moment: nothing marked saved is lost.
 */
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'
import { Typing, words } from './typing.ts'

test('a server killed in the middle of a sentence costs nobody a letter', async ({
  ownServer: server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  const ben = await open(link, { name: 'Ben Okoye' })
  await ana.type('Ana: \nBen: ')
  await ben.sees('Ana: \nBen: ')
  await ana.find('Ana:')
  await ben.find('Ben:')

  const typing = new Typing(ana)
  await expect.poll(() => ben.text()).toContain(words(1, 10))
  await server.crash()
  await ben.type('still here ')
  await server.restart()
  // She has never stopped: her page meets the new server between two of her keys.
  const { count } = typing
  await expect.poll(() => ben.text()).toContain(words(1, count + 10))
  await typing.stop()

  const both = `Ana: ${words(1, typing.count)}\nBen: still here `
  for (const person of [ana, ben]) {
    await person.sees(both)
    await person.isSaved()
  }
  expect(await server.textAt(link)).toBe(both)
  await ben.type('and on we go', 'end')
  await ana.sees(`${both}and on we go`)
})

test('what the page called saved is there though its author never comes back', async ({
  ownServer: server,
  open,
}) => {
  const link = linkOf(await server.createRoom(), 'editor')
  for (const [from, to] of [
    [1, 40],
    [41, 42],
  ] as const) {
    const ana = await open(link, { name: 'Ana Silva' })
    await ana.isSaved()
    await ana.type(words(from, to), 'end')
    await ana.isSaved()
    await Promise.all([server.crash(), ana.leave()])
    await server.restart()
    expect(await server.textAt(link)).toBe(words(1, to))
  }
})

test('what cannot be on disk is not called saved, and its author brings it back', async ({
  ownServer: server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  await ana.type('On disk.')
  await ana.isSaved()

  const unlock = server.lockStore()
  await ana.type(' In the air.', 'end')
  await ana.isTold('Saving…')
  await server.crash()
  unlock()
  // Nobody but its author has it: not even who comes first.
  await ana.goesOffline()
  await server.restart()
  const ben = await open(link, { name: 'Ben Okoye' })
  await ben.sees('On disk.')
  await ana.goesOnline()
  for (const person of [ana, ben]) {
    await person.sees('On disk. In the air.')
    await person.isSaved()
  }
})
