/**
 * Promise: a link to read lets people read, live, and nothing else.
 */
import { expect, test } from './stage.ts'

test('a viewer sees every keystroke and cannot make one', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  await ana.makeDocument()
  await ana.title.fill('House rules')
  await ana.type('Shoes off.')
  const vic = await open(await ana.copyLinkTo('read'), { name: 'Vic Stone' })

  await vic.sees('Shoes off.')
  await vic.isTold('Up to date')
  await expect(vic.page.getByText('View only')).toBeVisible()
  await expect(vic.editor).toHaveAttribute('aria-readonly', 'true')
  await expect(vic.title).not.toBeEditable()

  await ana.type(' Quiet after ten.', 'end')
  await vic.sees('Shoes off. Quiet after ten.')

  await vic.type('Says who?', 'end')
  await vic.press('Enter')
  await vic.press('Backspace')
  await vic.press('ControlOrMeta+x')
  await vic.title.press('x')
  // What Ana types now comes after all that Vic tried.
  await ana.type(' Be kind.', 'end')
  await vic.sees('Shoes off. Quiet after ten. Be kind.')
  await ana.sees('Shoes off. Quiet after ten. Be kind.')
  await expect(ana.title).toHaveValue('House rules')
  await ana.isWith('Ana Silva', 'Vic Stone')
})

test('a viewer can hand on the link to read, and no other', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  await ana.makeDocument()
  const link = await ana.copyLinkTo('read')
  const vic = await open(link, { name: 'Vic Stone' })
  await vic.isTold('Up to date')

  expect(await vic.copyLinkTo('read')).toBe(link)
  await vic.page.getByRole('button', { name: 'Share' }).click()
  const dialog = vic.page.getByRole('dialog', { name: 'Share this document' })
  await expect(dialog.getByRole('textbox')).toHaveCount(1)
})

test('T9: a tab that may only read has no way into a tab of the same browser that may write', async ({
  server,
  open,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  const toRead = await ana.copyLinkTo('read')
  const [roomId] = new URL(link).pathname.split('/').slice(-1)
  // Where a stock provider would let tabs talk behind the server's back.
  await ana.page.evaluate(`{
    globalThis.heard = 0
    const channel = new BroadcastChannel(location.origin.replace('http', 'ws') + '/ws/${roomId}')
    channel.onmessage = () => { globalThis.heard += 1 }
  }`)
  const tab = await ana.anotherTab()
  await tab.visit(toRead)
  await tab.isTold('Up to date')
  await tab.type('smuggled', 'end')
  await ana.type('Only what I write.')
  await tab.sees('Only what I write.')
  await ana.isSaved()
  expect(await ana.page.evaluate('globalThis.heard')).toBe(0)
})
