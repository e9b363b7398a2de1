/**
 * Promise: what is chosen and found is seen in forced colours, and the toolbar stands above a phone's keyboard.
 */
import type { Locator } from '@playwright/test'
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

const outlined = (what: Locator) => expect(what).not.toHaveCSS('outline-style', 'none')

test('with forced colours an outline says what washes of colour say else', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: '## warp and weft\n\nwarp' })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva', forcedColors: 'active' })
  const { page } = ana
  await ana.sees('## warp and weft\n\nwarp')
  await ana.goTo('start')
  const heading = page.getByRole('button', { name: 'Heading 2' })
  await expect(heading).toHaveAttribute('aria-pressed', 'true')
  await outlined(heading)
  await outlined(page.locator('.segment input:checked + span').first())

  await ana.press('ControlOrMeta+f')
  await page.getByRole('textbox', { name: 'Find' }).pressSequentially('warp')
  await expect(page.locator('.cm-searchMatch')).toHaveCount(2)
  await outlined(page.locator('.cm-searchMatch').first())
})

test('beside the chat, the text and its preview share what is left', async ({ server, open }) => {
  const room = await server.createRoom({ text: 'warp and weft' })
  const viewport = { width: 1280, height: 800 }
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva', viewport })
  await ana.chooses('Split')
  await ana.page.getByRole('button', { name: 'Chat' }).click()
  const chat = await ana.page.locator('.chat').boundingBox()
  const sizes = async () => {
    const text = await ana.page.locator('.page').boundingBox()
    const preview = await ana.page.locator('iframe.preview').boundingBox()
    return [text?.width, preview?.width]
  }
  const half = (viewport.width - (chat?.width ?? 0)) / 2
  await expect.poll(sizes).toEqual([half, half])
})

test('on a phone the toolbar stands above the keyboard', async ({ server, open }) => {
  const visible = 480
  const room = await server.createRoom({ text: 'warp' })
  const viewport = { width: 390, height: 844 }
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva', viewport, hasTouch: true })
  const toolbar = ana.page.getByRole('toolbar')
  await expect(toolbar).toBeVisible()
  const bottom = () => toolbar.evaluate((element) => element.getBoundingClientRect().bottom)
  expect(await bottom()).toBe(viewport.height)

  // No keyboard comes in a test: what the browser says of one is said in its place.
  await ana.page.evaluate(`
    Object.defineProperty(visualViewport, 'height', { value: ${visible}, configurable: true })
    visualViewport.dispatchEvent(new Event('resize'))`)
  await expect.poll(bottom).toBe(visible)
})
