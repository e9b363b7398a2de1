/**
 * Promise: undo takes back what you did, and never what somebody else did.
 */
import { test } from './stage.ts'

test('undo and redo are one’s own, also after the other typed in between', async ({
  server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const ben = await open(await ana.makeDocument(), { name: 'Ben Okoye' })
  await ana.type('Red. ')
  await ben.sees('Red. ')
  // At a person's pace, so that what Ana does before and after are two steps of hers.
  await ben.typeAsAPerson('Green. ', 'end')
  await ana.sees('Red. Green. ')
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
