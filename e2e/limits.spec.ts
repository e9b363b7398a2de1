/**
 * Promise: whoever cannot be let in, or whose text cannot be saved, is told why in plain words.
 */
import { Server } from './server.ts'
import { expect, test } from './stage.ts'

test('a document with too many people in it says so, and lets in the next when one leaves', async ({
  open,
}) => {
  const server = await Server.start({ roomConnections: 1 })
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  await ana.type('Full house.')
  await ana.isSaved()
  const ben = await open(link, { name: 'Ben Okoye' })
  await ben.isTold('Waiting: Too many people are in this document right now.')
  await ben.photograph('turned-away-desktop-light')

  await ana.page.goto('about:blank')
  await ben.sees('Full house.')
  await ben.isSaved()
  await ben.page.goto('about:blank')
  await server.stop()
})

test('F5: a document that is damaged on disk can be read, and says that nothing is saved', async ({
  ownServer: server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  await ana.type('What is good. ')
  await ana.isSaved()
  await ana.type('!')
  await ana.isSaved()
  await ana.page.goto('about:blank')
  await server.crash()
  server.damage()
  await server.restart()

  const ben = await open(link, { name: 'Ben Okoye' })
  await ben.sees('What is good. ')
  await ben.type('More.', 'end')
  await ben.isTold('Not saved: the server cannot read all of this document')
  await ben.photograph('damaged-desktop-light')
  expect(await ben.text()).toContain('More.')
})
