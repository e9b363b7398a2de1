/**
 * Promise: what a backup lacks, the browsers that know it bring back, once, and nobody is sent away for it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { weft } from '../server/testing/weft.ts'
import { expect, test } from './stage.ts'

test('F20: after a backup was put back everyone goes on where they were', async ({
  ownServer: server,
  open,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-e2e-backup-'))
  const backup = join(folder, 'weft.backup')
  const run = (...args: string[]) => weft(args, { DATA_DIR: server.dataDir })
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  const ben = await open(link, { name: 'Ben Okoye' })
  await ana.type('Bread\n')
  await ana.isSaved()
  expect(await run('backup', backup)).toMatchObject({ code: 0 })

  // Loaded anew she writes as somebody of whom the backup has never heard.
  await ana.page.reload()
  await ana.sees('Bread\n')
  await ana.type('Milk\n', 'end')
  await ben.sees('Bread\nMilk\n')
  await ben.type('Eggs\n', 'end')
  await ana.sees('Bread\nMilk\nEggs\n')
  await ana.goesOffline()
  await ana.type('Salt\n', 'end')

  await server.crash()
  expect(await run('restore', backup)).toMatchObject({ code: 0 })
  await server.restart()
  await ben.isSaved()
  await expect.poll(() => server.textAt(link)).toBe('Bread\nMilk\nEggs\n')

  await ana.goesOnline()
  await ana.isSaved()
  await ana.type('Tea', 'end')
  for (const person of [ana, ben]) {
    await person.sees('Bread\nMilk\nEggs\nSalt\nTea')
    await person.isSaved()
  }
  expect(await server.textAt(link)).toBe('Bread\nMilk\nEggs\nSalt\nTea')
  expect(await run('verify')).toMatchObject({ code: 0 })
  rmSync(folder, { recursive: true })
})
