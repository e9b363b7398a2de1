/**
 * Promise: who writes with an input method is not disturbed by those who type at the same time.
 */
import type { CDPSession } from '@playwright/test'
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

/** What an input method shows before one has decided. */
const composes = (input: CDPSession, text: string) =>
  input.send('Input.imeSetComposition', {
    ...{ text, selectionStart: text.length, selectionEnd: text.length },
  })

for (const [where, goes] of [
  ['in the same line, before it', 'start'],
  ['in the line above', 'above'],
] as const)
  test(`a composition survives what another types ${where}`, async ({ server, open }) => {
    const room = await server.createRoom({ text: goes === 'above' ? 'top\n' : 'line ' })
    const ana = await open(linkOf(room, 'editor'), { name: 'Ana' })
    const ben = await open(linkOf(room, 'editor'), { name: 'Ben' })
    const before = goes === 'above' ? 'top\n' : 'line '
    await ana.sees(before)
    await ben.sees(before)
    await ana.goTo('end')
    const input = await ana.context.newCDPSession(ana.page)
    await composes(input, 'に')
    await composes(input, 'にほ')
    await ben.sees(`${before}にほ`)
    await ben.type('hello ', 'start')
    await ana.sees(`hello ${before}にほ`)
    await composes(input, 'にほん')
    await ben.sees(`hello ${before}にほん`)
    await input.send('Input.insertText', { text: '日本' })
    for (const each of [ana, ben]) await each.sees(`hello ${before}日本`)
    await ana.type('!')
    for (const each of [ana, ben]) await each.sees(`hello ${before}日本!`)
    await expect(ana.editor).toBeFocused()
  })
