/**
 * Promise: one can type before all is loaded, and what comes later finds the text as it is.
 */
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

test('the text can be written before Markdown is there, and is dressed when it comes', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: '# A heading\n' })
  // A service worker would have kept it by now, and no route would see it asked for.
  const ana = await open(server.url, { name: 'Ana Silva', serviceWorkers: 'block' })
  await ana.page.route('**/assets/markdown-*.js', (route) => route.abort())
  await ana.visit(linkOf(room, 'editor'))
  await ana.sees('# A heading\n')
  await ana.goTo('end')
  await ana.type('and _text_')
  await ana.sees('# A heading\nand _text_')
  await ana.isSaved()
  await expect(ana.page.locator('.md-line-h1')).toHaveCount(0)

  await ana.page.unroute('**/assets/markdown-*.js')
  await expect(ana.page.locator('.md-line-h1')).toHaveCount(1)
  await expect(ana.page.locator('.md-emphasis')).toHaveText(['_', 'text', '_'])
  await ana.type('!')
  await ana.sees('# A heading\nand _text_!')
})

test('a giant paragraph has its Markdown, and one giant line is plain', async ({
  server,
  open,
}) => {
  const line = 'The weft goes _over_ one warp thread and under the next.'
  const text = `${Array(3_000).fill(line).join('\n')}\n\n${`${line} `.repeat(500)}\n\nAn _end_.`
  const ana = await open(linkOf(await server.createRoom({ text }), 'editor'), { name: 'Ana Silva' })
  await expect(ana.page.locator('.md-emphasis').first()).toBeVisible()
  await ana.isSaved()
  await ana.goTo('end')
  await ana.type(' Really.')
  await ana.isSaved()
  await expect(ana.page.locator('.cm-line').last().locator('.md-emphasis')).toHaveText([
    '_',
    'end',
    '_',
  ])
  await ana.press('ArrowUp')
  await ana.press('ArrowUp')
  await ana.type('x')
  const giant = ana.page.locator('.cm-line', { hasText: line }).last()
  await expect(giant.locator('.md-emphasis')).toHaveCount(0)
  await ana.isSaved()
})
