/**
 * Promise: other people's carets cost next to nothing: a caret is drawn anew only when it has moved.
 */
import type { Person } from './people.ts'
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

/** From now on, notes the names at the carets whose elements are changed, added or taken away. */
async function watchCarets({ page }: Person): Promise<() => Promise<string[]>> {
  await page.evaluate(`
    const touched = globalThis.touched = new Set()
    new MutationObserver((changes) => {
      for (const { target, addedNodes, removedNodes } of changes)
        for (const node of [target, ...addedNodes, ...removedNodes])
          touched.add(node.closest?.('.caret')?.textContent ?? 'the layer')
    }).observe(document.querySelector('.peer-carets'), { subtree: true, childList: true, attributes: true })
  `)
  return async () => (await page.evaluate('[...touched]')) as string[]
}

test('a caret that did not move is not drawn anew', async ({ server, open }) => {
  const text = 'One line.\nAnother line.\nA third line.\n'
  const room = await server.createRoom({ text })
  const link = linkOf(room, 'editor')
  const ana = await open(link, { name: 'Ana Silva' })
  const ben = await open(link, { name: 'Ben Okoye' })
  const cleo = await open(link, { name: 'Cleo Ng' })
  for (const each of [ana, ben, cleo]) await each.sees(text)
  await ben.goTo('start')
  await cleo.goTo('end')
  for (const each of [ben, cleo]) {
    await expect(ana.caretOf(each)).toBeVisible()
    await expect(ana.caretOf(each).locator('.caret-flag')).toHaveCSS('opacity', '0')
  }

  const touched = await watchCarets(ana)
  const before = await ana.caretOf(cleo).boundingBox()
  await cleo.press('ArrowUp')
  await expect.poll(() => ana.caretOf(cleo).boundingBox()).not.toEqual(before)
  expect(await touched()).toEqual(['Cleo Ng'])

  // What Ana types after Ben's caret moves neither of them, and above Cleo's only hers.
  await ana.goTo('start')
  await ana.press('ArrowDown')
  await ana.type('x')
  await ana.isSaved()
  expect(await touched()).toEqual(['Cleo Ng'])
})
