/**
 * Promise: links mean what they say: their owner gives them out with a role and an end, and takes them
 * back or changes them while people are in the room.
 */
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
  const revoke = (label: string) =>
    dialog.getByRole('button', { name: `Revoke «${label}»` }).click()
  const change = (label: string, allows: string) =>
    dialog.getByLabel(`What «${label}» allows`).selectOption(allows)
  return { dialog, made, revoke, change }
}

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
  await expect(dialog.getByText('Revoked', { exact: false })).toBeVisible()
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
  await ana.page.getByRole('button', { name: 'Share' }).click()
  const dialog = ana.page.getByRole('dialog', { name: 'Share this document' })
  await dialog.getByText('People and lock').click()

  await dialog.getByRole('button', { name: 'Lock', exact: true }).click()
  await expect(ben.page.getByText('View only')).toBeVisible()
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
  await ben.sees('Ours. ')
  await expect(ben.page.getByText('View only')).toBeHidden()
})
