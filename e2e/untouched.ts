/**
 * Untouched: how a story knows that nothing ran in somebody's page, and that nothing was asked for.
 */
import type { Person } from './people.ts'
import type { Server } from './server.ts'
import { expect } from './stage.ts'

/** From now on dialogs are noted, and what a script in a frame would say to the top. */
export async function listen(person: Person): Promise<void> {
  person.page.on('dialog', (dialog) => {
    person.errors.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await person.page.evaluate(`addEventListener('message', ({ data }) => {
    if (data === 'pwned') globalThis.heard = 1
  })`)
}

/** No script in any window of the page, no dialog, no report, and no request but to this server. */
export async function isUntouched(
  { page, errors, contacts }: Person,
  server: Server,
): Promise<void> {
  for (const frame of page.frames())
    expect(await frame.evaluate('globalThis.pwned ?? globalThis.heard ?? 0')).toBe(0)
  expect(errors).toEqual([])
  const own = [server.url, server.url.replace('http', 'ws'), 'null']
  expect([...contacts].filter((origin) => !own.includes(origin))).toEqual([])
}
