/**
 * Promise: links mean what they say: their owner gives them out with a role and an end, and takes them
 * back or changes them while people are in the room.
 */
import { encode } from 'uqr'
import type { Person } from './people.ts'
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

/** The owner's list of links, open; `made` gives the address of one that it makes. */
async function linksOf(owner: Person) {
  await owner.page.getByRole('button', { name: 'Share' }).click()
  const dialog = owner.page.getByRole('dialog', { name: 'Share this document' })
  await dialog.getByText('All links').click()
  const made = async (
    label: string,
    allows: string,
    more: { password?: string; once?: boolean },
  ) => {
    await dialog.getByLabel('What it allows').selectOption(allows)
    await dialog.getByRole('textbox', { name: 'Label' }).fill(label)
    await dialog.getByLabel('Password').fill(more.password ?? '')
    await dialog.getByLabel('For one person').setChecked(more.once ?? false)
    await dialog.getByRole('button', { name: 'Make link' }).click()
    await expect(dialog.getByRole('heading', { name: label })).toBeVisible()
    return dialog.getByRole('textbox', { name: 'The new link' }).inputValue()
  }
  const revoke = async (label: string) => {
    await dialog.getByRole('button', { name: `Revoke «${label}»` }).click()
    await dialog.getByRole('button', { name: 'Revoke it' }).click()
  }
  // Once the server has it: whoever comes after that comes under the new role.
  const change = async (label: string, allows: string) => {
    const changed = owner.page.waitForResponse((answer) => answer.request().method() === 'PATCH')
    await dialog.getByLabel(`What «${label}» allows`).selectOption(allows)
    await changed
  }
  return { dialog, made, revoke, change }
}

test('three links in three browsers: one owns, one writes, one reads', async ({ server, open }) => {
  const room = await server.createRoom({ text: 'Ours. ' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  const vic = await open(linkOf(room, 'viewer'), { name: 'Vic Stone' })
  await vic.sees('Ours. ')
  await ben.sees('Ours. ')
  await vic.type('Not mine. ', 'end')
  await ben.type('His. ', 'end')
  await ana.sees('Ours. His. ')
  await ana.type('Hers. ', 'end')
  for (const each of [ben, vic]) await each.sees('Ours. His. Hers. ')
  for (const each of [ana, ben, vic]) await each.isWith('Ana Silva', 'Ben Okoye', 'Vic Stone')
  await expect(vic.page.getByText('View only')).toBeVisible()
  await expect(ben.page.getByText('View only')).toBeHidden()
  await ben.page.getByRole('button', { name: 'Share' }).click()
  await expect(ben.page.getByRole('dialog').getByText('All links')).toHaveCount(0)
})

test('a link that was made later is passed on as it is, and no lesser one that opens nothing', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'Ours. ' })
  const ben = await open(await server.makeLink(room, { role: 'editor' }), { name: 'Ben Okoye' })
  await ben.sees('Ours. ')
  const link = await ben.copyLinkTo('write')
  expect(link).toBe(ben.page.url())
  await ben.page.getByRole('button', { name: 'Share' }).click()
  const dialog = ben.page.getByRole('dialog', { name: 'Share this document' })
  await expect(dialog.getByRole('textbox', { name: 'Link to write' })).toBeVisible()
  await expect(dialog.getByRole('textbox', { name: 'Link to read' })).toHaveCount(0)
})

test('a link that has run out says so', async ({ server, open }) => {
  const room = await server.createRoom({ text: 'Secret. ' })
  const link = await server.makeLink(room, { role: 'editor' })
  const ben = await open(link, { name: 'Ben Okoye' })
  await ben.sees('Secret. ')
  await server.endLink(room, link, Math.floor(Date.now() / 1000) + 4)
  await expect.poll(() => server.isOpen(link)).toBe(false)
  const cleo = await open(link, { name: 'Cleo Ng' })
  await expect(cleo.page.getByRole('heading', { name: 'This link has run out' })).toBeVisible()
  await expect(cleo.page.getByText('Secret.')).toBeHidden()
})

test('a link is shown as a QR code', async ({ server, open }) => {
  const room = await server.createRoom()
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  await ana.page.getByRole('button', { name: 'Share' }).click()
  const button = ana.page.getByRole('button', { name: 'QR code of link to read' })
  await button.click()
  const code = ana.page.getByRole('img', { name: 'QR code: link to read' })
  await expect(code).toBeVisible()
  const path = await code.locator('path').last().getAttribute('d')
  const { data } = encode(linkOf(room, 'viewer'), { ecc: 'M', border: 4 })
  expect(drawn(path ?? '', data.length)).toEqual(data)
  await button.click()
  await expect(code).toBeHidden()
})

/** The squares that a path of rectangles, each one high, makes dark. */
function drawn(path: string, size: number): boolean[][] {
  const squares = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    squares[Number(y)]?.fill(true, Number(x), Number(x) + Number(width))
  return squares
}

test('a link that was taken back is not offered any more', async ({ server, open }) => {
  const room = await server.createRoom({ text: 'Ours. ' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  const { dialog, revoke } = await linksOf(ana)
  await expect(dialog.getByRole('button', { name: 'Copy link to write' })).toBeVisible()
  await revoke('Can write')
  await expect(dialog.getByText('opens nothing')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Copy link to write' })).toBeHidden()
  await expect(dialog.getByRole('button', { name: 'Copy link to read' })).toBeVisible()
  await ana.page.reload()
  await ana.page.getByRole('button', { name: 'Share' }).click()
  await expect(dialog.getByText('opens nothing')).toBeVisible()
})

test('the dialog may be opened before the page has reached the server', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'Ours. ' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  await ana.isSaved()
  const { promise, resolve } = Promise.withResolvers<void>()
  await ana.context.route('**/token', (route) => promise.then(() => route.continue()))
  await ana.page.reload()
  await ana.page.getByRole('button', { name: 'Share' }).click()
  const dialog = ana.page.getByRole('dialog', { name: 'Share this document' })
  await expect(dialog.getByText('All links')).toBeVisible()
  resolve()
  await expect(dialog.getByRole('button', { name: 'Copy link to write' })).toBeVisible()
  await dialog.getByText('All links').click()
  await expect(dialog.getByRole('button', { name: /^Revoke/ })).toHaveCount(3)
})

test('revoking asks first, and warns whoever came by that link himself', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'Ours. ' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  await ben.sees('Ours. ')
  const { dialog } = await linksOf(ana)
  await dialog.getByRole('button', { name: 'Revoke «Can write»' }).click()
  await expect(dialog.getByText('Ben Okoye came by it and will be out at once.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Keep it' })).toBeFocused()
  await ana.page.keyboard.press('Enter')
  await expect(dialog.getByRole('button', { name: 'Revoke «Can write»' })).toBeVisible()
  await ben.type('Still here. ', 'end')
  await ana.sees('Ours. Still here. ')

  await dialog.getByRole('button', { name: 'Revoke «Owner»' }).click()
  await expect(dialog.getByText('You came by this link yourself')).toBeVisible()
  await dialog.getByRole('button', { name: 'Revoke it' }).click()
  await expect(dialog.getByRole('alert')).toContainText('the last link to own the document')
})

test('a link is revoked while somebody types: he is out at once, and his text is offered to him', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'Ours. ' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  await ana.sees('Ours. ')
  const { dialog, made, revoke } = await linksOf(ana)
  const ben = await open(await made('for Ben', 'Can write', {}), { name: 'Ben Okoye' })
  await ben.sees('Ours. ')
  await ben.type('Mine. ', 'end')
  await ben.isSaved()
  await revoke('for Ben')
  await expect(ben.page.getByRole('heading', { name: 'Your access was removed' })).toBeVisible({
    timeout: 1_000,
  })
  await expect(ben.page.getByRole('textbox', { name: 'Your text' })).toHaveValue('Ours. Mine. ')
  await expect(dialog.getByText(/^Revoked /)).toBeVisible()
  await ana.sees('Ours. Mine. ')

  await ben.page.getByRole('button', { name: 'Open it as a new document' }).click()
  await ben.page.waitForURL(({ pathname }) => pathname !== `/d/${room.room}`)
  await ben.sees('Ours. Mine. ')
  await ben.isSaved()
})

test('a role changes live, down and up again', async ({ server, open }) => {
  const room = await server.createRoom({ text: 'Ours. ' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  const { made, change } = await linksOf(ana)
  const ben = await open(await made('for Ben', 'Can write', {}), { name: 'Ben Okoye' })
  await ben.sees('Ours. ')
  await change('for Ben', 'Can read')
  await expect(ben.page.getByText('View only')).toBeVisible()
  await expect(ben.editor).toHaveAttribute('aria-readonly', 'true')
  await change('for Ben', 'Can write')
  await expect(ben.page.getByText('View only')).toBeHidden()
  await ben.type('Mine. ', 'end')
  await ben.isSaved()
  await ana.sees('Ours. Mine. ')
})

test('whoever wrote while he was away, and may only comment by then, is offered his text', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'Ours. ' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  const { made, change } = await linksOf(ana)
  const ben = await open(await made('for Ben', 'Can write', {}), { name: 'Ben Okoye' })
  await ben.sees('Ours. ')
  await ben.isSaved()
  await ben.goesOffline()
  await ben.type('Mine. ', 'end')
  await change('for Ben', 'Can read (comments to come)')
  await ben.goesOnline()
  await expect(ben.page.getByRole('heading', { name: 'may not be written here' })).toBeVisible()
  await expect(ben.page.getByRole('textbox', { name: 'Your text' })).toHaveValue('Ours. Mine. ')
  await ben.page.getByRole('button', { name: /without/ }).click()
  // Loaded anew: before that there is no text to look at.
  await expect(ben.page.getByText('View only for now')).toBeVisible()
  await ben.sees('Ours. ')
  await ana.sees('Ours. ')
})

test('a link with a password opens with it, and one for one person for nobody else', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'Secret. ' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  const { made } = await linksOf(ana)
  const locked = await made('locked', 'Can read', { password: 'open sesame' })
  const single = await made('single', 'Can write', { once: true })

  const ben = await open(locked, { name: 'Ben Okoye' })
  const field = ben.page.getByLabel('Password')
  await field.fill('open barley')
  await field.press('Enter')
  await expect(ben.page.getByRole('alert')).toHaveText('That is not the password. Try again.')
  await field.fill('open sesame')
  await field.press('Enter')
  await ben.sees('Secret. ')

  const cleo = await open(single, { name: 'Cleo Ng' })
  await cleo.sees('Secret. ')
  const dan = await open(single, { name: 'Dan Roe' })
  await expect(
    dan.page.getByRole('heading', { name: 'This link was for one person' }),
  ).toBeVisible()
})

test('a person is given another role, removed, and let in again, and a document is locked', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: 'Ours. ' })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  await ben.sees('Ours. ')
  await ben.type('Mine. ', 'end')
  await ben.isSaved()
  await ana.page.getByRole('button', { name: 'Share' }).click()
  const dialog = ana.page.getByRole('dialog', { name: 'Share this document' })
  await dialog.getByText('People and lock').click()

  await dialog.getByRole('button', { name: 'Lock', exact: true }).click()
  await expect(ben.page.getByText('View only')).toBeVisible()
  // What he wrote stands: taking it back is writing, too.
  await ben.press('ControlOrMeta+z')
  await ben.sees('Ours. Mine. ')
  await dialog.getByRole('button', { name: 'Unlock' }).click()
  await expect(ben.page.getByText('View only')).toBeHidden()

  await dialog.getByLabel('What Ben Okoye may do').selectOption('Can read')
  await expect(ben.page.getByText('View only')).toBeVisible()

  await dialog.getByRole('button', { name: 'Remove Ben Okoye' }).click()
  await expect(ben.page.getByRole('heading', { name: 'Your access was removed' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Let Ben Okoye in again' }).click()
  await expect(dialog.getByText('Ben Okoye: removed')).toBeHidden()
  await ben.visit(linkOf(room, 'editor'))
  await ben.page.reload()
  await ben.sees('Ours. Mine. ')
  await expect(ben.page.getByText('View only')).toBeHidden()
})
