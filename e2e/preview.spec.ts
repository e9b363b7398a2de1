/**
 * Promise: a document can be read as it is meant, beside the text or in its place, live.
 */
import { AxeBuilder } from '@axe-core/playwright'
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

const LONG = Array.from({ length: 60 }, (_, at) => `## Part ${at + 1}\n\nLine of part ${at + 1}.`)

test('beside the text stands what it reads like, also while another types', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: '# Plan\n\nWe go **north**.\n' })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  await ana.chooses('Split')
  await expect(ana.preview.getByRole('heading', { name: 'Plan' })).toBeVisible()
  await expect(ana.preview.locator('strong')).toHaveText('north')

  await ben.sees('# Plan\n\nWe go **north**.\n')
  await ben.type('\nThen _east_.', 'end')
  await expect(ana.preview.locator('em')).toHaveText('east')
  await expect(ana.editor).toBeVisible()

  await ana.page.reload()
  await expect(ana.page.getByRole('radio', { name: 'Split' })).toBeChecked()
  await ana.press('Control+Alt+v')
  await expect(ana.editor).toBeHidden()
  await expect(ana.preview.locator('em')).toHaveText('east')
  await ana.preview.locator('body').press('Control+Alt+e')
  await expect(ana.editor).toBeVisible()
  await expect(ana.page.locator('iframe.preview')).toBeHidden()
})

test('tables, code, footnotes, formulas, diagrams and images are shown, and only the last wait', async ({
  server,
  open,
}) => {
  const text = [
    '| Thread | Length |\n| --- | ---: |\n| warp | 4 m |',
    '```ts\nexport const one = 1\n```',
    'A word[^why], and $a^2$ for $5 or $6.\n\n[^why]: Because.',
    '```mermaid\ngraph LR\n  A[Wind] --> B[Weave]\n```',
    '![A loom](https://images.example/loom.png)',
    '[out](https://example.org) [mail](mailto:ana@example.org) [no](javascript:alert(1))',
  ].join('\n\n')
  const room = await server.createRoom({ text })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
  await ana.chooses('Read')
  const { preview } = ana
  await expect(preview.getByRole('cell', { name: '4 m' })).toHaveCSS('text-align', 'right')
  await expect(preview.locator('.code-keyword').first()).toHaveText('export')
  await expect(preview.locator('.footnotes li')).toContainText('Because.')
  await expect(preview.locator('.footnote-ref')).toHaveText('[1]')
  await expect(preview.locator('.katex')).toHaveCount(1)
  await expect(preview.getByText('for $5 or $6.')).toBeVisible()
  await expect(preview.getByRole('img', { name: /^Diagram: graph LR/ })).toBeVisible()
  const isDrawn = await preview
    .locator('.diagram')
    .evaluate(`image => image.decode().then(() => image.naturalWidth > 100)`)
  expect(isDrawn).not.toBe(false)
  const diagram = preview.locator('.diagram')
  const inLight = await diagram.getAttribute('src')
  await ana.page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(async () => (await diagram.getAttribute('src')) === inLight).toBe(false)

  const out = preview.getByRole('link', { name: 'out' })
  await expect(out).toHaveAttribute('rel', 'noopener noreferrer')
  await expect(out).toHaveAttribute('target', '_blank')
  await expect(preview.getByRole('link', { name: 'no', exact: true })).toHaveCount(0)

  const { violations } = await new AxeBuilder({ page: ana.page }).analyze()
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(grave.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([])

  expect([...ana.contacts].sort()).toEqual([server.url, server.url.replace('http', 'ws')])
  await ana.context.route('https://images.example/**', (route) => route.fulfill({ body: '' }))
  const asked = ana.page.waitForRequest('https://images.example/loom.png')
  await preview.getByRole('button', { name: 'Show image: A loom (images.example)' }).click()
  await asked
})

test('an image in the text itself is shown, and an address that is none hides nothing', async ({
  server,
  open,
}) => {
  const dot = 'data:image/gif;base64,R0lGODdhAQABAIAAAP8AAP///ywAAAAAAQABAAACAkQBADs='
  const bad = ['https://', '//', 'http://<host>/a.png'].map((each) => `![bad](${each})`)
  const text = [...bad, `![dot](${dot})`, 'After all of them.'].join('\n\n')
  const room = await server.createRoom({ text })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
  await ana.chooses('Split')
  await expect(ana.preview.getByText('After all of them.')).toBeVisible()
  await expect(ana.preview.getByRole('img', { name: 'dot' })).toHaveJSProperty('naturalWidth', 1)
  await ana.type('\n\nAnd once more.', 'end')
  await expect(ana.preview.getByText('And once more.')).toHaveCount(1)
})

test('a task that is ticked is ticked in the text, for everybody, and undo takes it back', async ({
  server,
  open,
}) => {
  const text = 'Before.\n\n- [ ] warp\n- [x] weft\n'
  const room = await server.createRoom({ text })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  await ana.chooses('Split')
  const warp = ana.preview.getByRole('checkbox', { name: 'warp' })
  await expect(warp).not.toBeChecked()
  await ben.sees(text)
  // The block of the task moves, and is not drawn anew.
  await ben.type('One more line.\n\n', 'start')
  await expect(ana.preview.getByText('One more line.')).toBeVisible()
  // Typed just before, and no part of what is taken back.
  await ana.type('Mine.\n\n', 'start')
  await warp.click()
  await ben.sees(`Mine.\n\nOne more line.\n\n${text.replace('[ ]', '[x]')}`)
  await expect(ana.preview.getByRole('checkbox', { name: 'warp' })).toBeChecked()

  await ana.preview.locator('body').press('ControlOrMeta+z')
  await ben.sees(`Mine.\n\nOne more line.\n\n${text}`)
  await expect(ana.preview.getByRole('checkbox', { name: 'warp' })).not.toBeChecked()
})

test('who may only read sees the preview first, and can tick nothing', async ({ server, open }) => {
  const room = await server.createRoom({ text: '- [ ] warp\n' })
  const vic = await open(linkOf(room, 'viewer'), { name: 'Vic Stone', readsFirst: true })
  await expect(vic.preview.getByRole('checkbox', { name: 'warp' })).toBeDisabled()
  await expect(vic.editor).toBeHidden()
  // Nor by what a frame could say that was taken over.
  const frame = vic.page.frames().find((each) => each.url().endsWith('/preview'))
  await frame?.evaluate(`parent.postMessage({ type: 'tick', line: 0, words: '- [ ] warp' }, '*')`)
  await vic.chooses('Write')
  await vic.sees('- [ ] warp\n')
})

test('text and preview scroll in step, and the outline leads to a place in both', async ({
  server,
  open,
}) => {
  const room = await server.createRoom({ text: LONG.join('\n\n') })
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva' })
  await ana.chooses('Split')
  const heading = (part: number) =>
    ana.preview.getByRole('heading', { name: `Part ${part}`, exact: true })
  const line = (part: number) =>
    ana.editor.locator('.cm-line', { hasText: `Line of part ${part}.` })
  await expect(heading(1)).toBeInViewport()

  await ana.goTo('end')
  await expect(heading(60)).toBeInViewport()
  await expect(heading(1)).not.toBeInViewport()

  await heading(60).hover()
  await ana.page.mouse.wheel(0, -100_000)
  await expect(heading(1)).toBeInViewport()
  await expect(line(1)).toBeInViewport()

  await ana.page.getByRole('button', { name: 'Outline' }).click()
  await ana.page.getByRole('button', { name: 'Part 30', exact: true }).click()
  await expect(heading(30)).toBeInViewport()
  await expect(line(30)).toBeInViewport()
  await expect(ana.editor).toBeFocused()
})

test('a phone has room for one of them', async ({ server, open }) => {
  const room = await server.createRoom({ text: '# Plan\n' })
  const viewport = { width: 390, height: 844 }
  const ana = await open(linkOf(room, 'editor'), { name: 'Ana Silva', viewport })
  await ana.page.getByRole('button', { name: 'Read' }).click()
  await expect(ana.preview.getByRole('heading', { name: 'Plan' })).toBeVisible()
  await expect(ana.editor).toBeHidden()
  await ana.page.getByRole('button', { name: 'Write', exact: true }).click()
  await expect(ana.editor).toBeVisible()
})
