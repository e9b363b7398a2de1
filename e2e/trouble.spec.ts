/**
 * Promise: a link that does not work says so in plain words, and offers a way on.
 */
import { expect, test } from './stage.ts'

const NO_SUCH = 'This document does not exist, or the link is wrong'
const SECRET = 'AAAAAAAAAAAAAAAAAAAAAA'

for (const [what, address] of [
  ['a wrong secret', (room: string) => `/d/${room}#${SECRET}`],
  ['no secret', (room: string) => `/d/${room}`],
  ['half a secret', (room: string) => `/d/${room}#${SECRET.slice(11)}`],
  ['an unknown document', () => `/d/nowhere#${SECRET}`],
] as const) {
  test(`${what} gets a screen of its own, and the way to the start page`, async ({
    server,
    open,
  }) => {
    const { room } = await server.createRoom({ text: 'Not for everyone.' })
    const ana = await open(server.url + address(room), { name: 'Ana Silva' })

    await expect(ana.page.getByRole('heading', { name: NO_SUCH })).toBeVisible()
    await expect(ana.page.getByText('Not for everyone.')).toHaveCount(0)
    await expect(ana.editor).toHaveCount(0)
    await ana.page.getByRole('link', { name: 'Go to the start page' }).click()
    await ana.makeDocument()
  })
}

test('an address that is no page says so', async ({ server, open }) => {
  const ana = await open(`${server.url}/d/not.a.room#${SECRET}`, { name: 'Ana Silva' })
  await expect(ana.page.getByRole('heading', { name: 'There is no page here' })).toBeVisible()
  await ana.page.getByRole('link', { name: 'Go to the start page' }).click()
  await ana.makeDocument()
})
