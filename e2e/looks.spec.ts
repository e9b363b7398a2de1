/**
 * Promise: it looks the part everywhere, anybody can use it, and it talks to nobody but its server.
 *
 * The pictures land in results/looks, for eyes; the rest is checked.
 */
import { AxeBuilder } from '@axe-core/playwright'
import type { Person } from './people.ts'
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

const SIZES = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 768, height: 1024 },
  phone: { width: 390, height: 844 },
} as const

const TEXT = `# Weaving for beginners

A **plain weave** is the oldest there is: the weft goes _over_ one warp thread and under the next,
row after row. See [the pattern book](https://example.org/patterns), or ask Ben.

## What you need

- a loom, four shafts or more
- [x] warp: 8/2 cotton, 240 ends
- [ ] weft: wool, about \`350 g\`
  1. wash it first
  2. wind it on bobbins

> Measure twice, warp once.

| Thread | Colour | Length |
| :----- | ------ | -----: |
| warp   | indigo |   4 m  |
| weft   | madder | 620 m  |

\`\`\`ts
// Over one, under one; the next row starts the other way round.
export const isOver = (row: number, warp: number): boolean => (row + warp) % 2 === 0
\`\`\`

### Next time

Twill. 斜文織り, саржа, 🧵.
`

/** What axe finds that keeps somebody out. */
async function barriers({ page }: Person): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return grave.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`in ${colorScheme}: pictures, no barriers, no errors, no stranger`, async ({
    server,
    open,
  }) => {
    const room = await server.createRoom({ title: 'Weaving for beginners', text: TEXT })
    const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva', colorScheme })
    const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye', colorScheme })
    await ana.isWith('Ana Silva', 'Ben Okoye')
    await ben.find('What you need')
    await ben.press('Shift+Home')
    await expect(ana.page.locator('.code-keyword').first()).toBeVisible()
    expect(await barriers(ana)).toEqual([])

    for (const [size, viewport] of Object.entries(SIZES)) {
      await ana.page.setViewportSize(viewport)
      await ben.press('Shift+ArrowRight')
      await expect(ana.caretOf(ben).locator('.caret-flag')).toHaveCSS('opacity', '1')
      await ana.photograph(`editor-${size}-${colorScheme}`)
    }

    await ana.page.getByRole('button', { name: 'Share' }).click()
    for (const [size, viewport] of Object.entries(SIZES)) {
      await ana.page.setViewportSize(viewport)
      await ana.photograph(`share-${size}-${colorScheme}`)
    }
    expect(await barriers(ana)).toEqual([])

    await ana.visit(server.url)
    await expect(ana.page.getByRole('link', { name: /Weaving for beginners/ })).toBeVisible()
    for (const [size, viewport] of Object.entries(SIZES)) {
      await ana.page.setViewportSize(viewport)
      await ana.photograph(`start-${size}-${colorScheme}`)
    }
    expect(await barriers(ana)).toEqual([])

    for (const { complaints, contacts } of [ana, ben]) {
      expect(complaints).toEqual([])
      expect([...contacts].sort()).toEqual([server.url, server.url.replace('http', 'ws')])
    }
  })
}
