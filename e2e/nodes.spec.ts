/**
 * Promise: on several nodes people are together as on one, and nobody loses a word when a node dies.
 */
import { join } from 'node:path'
import { startNginx } from '../server/testing/nginx.ts'
import { Site } from '../tools/site.ts'
import { LOGS } from './secrets.ts'
import { expect, test } from './stage.ts'

test('two people on two nodes write on while one of the nodes is killed', async ({ open }) => {
  test.setTimeout(90_000)
  await using site = await Site.open({ log: join(LOGS, 'nodes.log') })
  const nginx = site && (await startNginx(site.ports))
  test.skip(!nginx, 'no Postgres, Redis or nginx')
  if (!site || !nginx) return
  const ana = await open(nginx.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  const ben = await open(link, { name: 'Ben Okoye' })
  const lines = () => [site.connectionsTo(0), site.connectionsTo(1)]
  await expect.poll(lines).toEqual([1, 1])

  await ana.type('Ana is here.\n')
  await ben.sees('Ana is here.\n')
  await ben.isWith('Ana Silva', 'Ben Okoye')
  await site.kill(0)
  await Promise.all([ana.type('Ana goes on.\n', 'start'), ben.type('Ben goes on.\n', 'end')])
  await expect.poll(lines).toEqual([0, 2])
  for (const person of [ana, ben]) {
    await person.sees('Ana goes on.\nAna is here.\nBen goes on.\n')
    await person.isSaved()
    await person.isWith('Ana Silva', 'Ben Okoye')
  }
  await nginx.stop()
})
