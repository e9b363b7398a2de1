/**
 * Promise: undo takes back what you did, and never what somebody else did.
 */
import type { Person } from './people.ts'
import { test } from './stage.ts'

/** From a new load on: what tells the time in the page has taken its clock by the time it is there. */
async function standsAt({ page }: Person, now: number): Promise<void> {
  await page.clock.setFixedTime(now)
  await page.reload()
}

test('undo and redo are one’s own, also after the other typed in between', async ({
  server,
  open,
}) => {
  // A clock that stands: what is typed is one step, however slowly the machine takes the keys.
  const now = Date.now()
  const ana = await open(server.url, { name: 'Ana Silva' })
  await standsAt(ana, now)
  const ben = await open(await ana.makeDocument(), { name: 'Ben Okoye' })
  await standsAt(ben, now)
  await ana.type('Red. ')
  await ben.sees('Red. ')
  await ben.type('Green. ', 'end')
  await ana.sees('Red. Green. ')
  // What Ana does before and after are two steps of hers.
  await ana.page.clock.setFixedTime(now + 1_000)
  await ana.type('Blue.', 'end')
  await ben.sees('Red. Green. Blue.')

  await ana.press('ControlOrMeta+z')
  for (const person of [ana, ben]) await person.sees('Red. Green. ')
  await ana.press('ControlOrMeta+z')
  for (const person of [ana, ben]) await person.sees('Green. ')
  // Nothing of hers is left to take back.
  await ana.press('ControlOrMeta+z')

  await ben.press('ControlOrMeta+z')
  for (const person of [ana, ben]) await person.sees('')

  await ana.press('ControlOrMeta+Shift+Z')
  for (const person of [ana, ben]) await person.sees('Red. ')
  await ben.press('ControlOrMeta+Shift+Z')
  for (const person of [ana, ben]) await person.sees('Red. Green. ')
  await ana.press('ControlOrMeta+Shift+Z')
  for (const person of [ana, ben]) await person.sees('Red. Green. Blue.')
})
