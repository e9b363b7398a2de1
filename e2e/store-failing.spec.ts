/**
 * Promise: if the server cannot store you are told, and can go on typing; it saves itself when the
 * fault is over.
 *
 * The fault is a lock on the database, held for longer than the server waits for one.
 */
import { expect, test } from './stage.ts'

test('a store that fails is named, and what was typed is saved when it works again', async ({
  ownServer: server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  const ben = await open(link, { name: 'Ben Okoye' })
  await ana.type('Ana: \nBen: ')
  await ben.sees('Ana: \nBen: ')
  await ana.isSaved()

  const unlock = server.lockStore()
  await ana.find('Ana:')
  await ana.type('into the void')
  await ben.find('Ben:')
  await ben.type('me too')
  for (const person of [ana, ben]) await person.isTold('Not saved: the server cannot store')
  // Commit before broadcast: what is not on disk, nobody but its author has seen.
  await ana.sees('Ana: into the void\nBen: ')
  await ben.sees('Ana: \nBen: me too')
  await ana.type(', still')

  unlock()
  const both = 'Ana: into the void, still\nBen: me too'
  for (const person of [ana, ben]) {
    await person.sees(both)
    await person.isSaved()
  }
  expect(await server.textAt(link)).toBe(both)
})
