/**
 * Promise: on several nodes people are together as on one, and nobody loses a word when a node dies.
 */
import { join } from 'node:path'
import { startNginx } from '../server/testing/nginx.ts'
import { Site } from '../tools/site.ts'
import { LOGS, note } from './secrets.ts'
import { expect, test } from './stage.ts'

const ADMIN_TOKEN = 'only for stories: who runs these nodes'

test('two people on two nodes write on while one of the nodes is killed, and its operator sees it', async ({
  open,
}) => {
  test.setTimeout(90_000)
  note('secret', ADMIN_TOKEN)
  await using site = await Site.open({ log: join(LOGS, 'nodes.log'), adminToken: ADMIN_TOKEN })
  const nginx = site && (await startNginx(site.ports))
  test.skip(!nginx, 'no Postgres, Redis or nginx')
  if (!site || !nginx) return
  const ana = await open(nginx.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  const ben = await open(link, { name: 'Ben Okoye' })
  const lines = () => [site.connectionsTo(0), site.connectionsTo(1)]
  // nginx counts what a page is still loading, too, so both may come to one node: then Ben comes again.
  await expect(async () => {
    await ben.page.reload()
    await ben.isSaved()
    await expect.poll(() => lines().reduce((sum, each) => sum + each)).toBe(2)
    expect(lines()).toEqual([1, 1])
  }).toPass()

  // By the door of the node that stays.
  const eve = await open(`${site.urls[1]}/admin`, { name: 'Eve' })
  await eve.page.getByLabel('Operator’s token').fill(ADMIN_TOKEN)
  await eve.page.getByRole('button', { name: 'Watch' }).click()
  await expect(eve.page.getByText('Other nodes are heard')).toBeVisible()

  await ana.type('Ana is here.\n')
  await ben.sees('Ana is here.\n')
  await ben.isWith('Ana Silva', 'Ben Okoye')
  await site.kill(0)
  await Promise.all([ana.type('Ana goes on.\n', 'start'), ben.type('Ben goes on.\n', 'end')])
  await expect.poll(lines).toEqual([0, 3])
  for (const person of [ana, ben]) {
    await person.sees('Ana goes on.\nAna is here.\nBen goes on.\n')
    await person.isSaved()
    await person.isWith('Ana Silva', 'Ben Okoye')
  }
  await expect(eve.page.getByText('Other nodes may not be heard')).toBeVisible()
  const row = eve.page.getByRole('listitem').filter({ hasText: 'Connections: 2' })
  for (const { name } of [ana, ben]) await expect(row).toContainText(name)
  await eve.photograph('nodes-one-killed')
  await nginx.stop()
})
