/**
 * Promise: the page at /api tells a programmer everything that the server answers, and anybody can read it.
 */
import { AxeBuilder } from '@axe-core/playwright'
import type { OpenApi } from '../shared/openapi.ts'
import { expect, test } from './stage.ts'

const SIZES = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 768, height: 1024 },
  phone: { width: 390, height: 844 },
} as const

for (const colorScheme of ['light', 'dark'] as const) {
  test(`in ${colorScheme}: every request of openapi.json is there, in words and as a line for a shell`, async ({
    server,
    open,
  }) => {
    const ana = await open(`${server.url}/api`, { colorScheme })
    const { page } = ana
    const response = await fetch(`${server.url}/api/openapi.json`)
    const { paths } = (await response.json()) as OpenApi
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
    )
    await expect(page.getByRole('article')).toHaveCount(operations.length)
    for (const { method, path, operation } of operations) {
      const article = page.getByRole('article', { name: operation.summary, exact: true })
      await expect(article).toContainText(`${method.toUpperCase()} ${path}`)
      await expect(article.locator('pre')).toContainText(`curl`)
      const link = page.getByRole('link', { name: operation.summary, exact: true })
      await expect(link).toHaveAttribute('href', `#${operation.operationId}`)
    }
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport)
      await page.evaluate('scrollTo(0, 0)')
      await ana.photograph(`api-${size}-${colorScheme}`)
      const isWider = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
      expect(isWider, `${size} scrolls sideways`).toBe(false)
    }
    expect(ana.complaints).toEqual([])
  })
}

test('a link leads to one request, and its line is copied whole', async ({ server, open }) => {
  const ana = await open(`${server.url}/api#appendText`)
  const article = ana.page.getByRole('article', { name: 'Add to the text' })
  await expect(article).toBeInViewport()
  await article.getByText('Errors').click()
  await expect(article.getByText('too-fast', { exact: true })).toBeVisible()
  // The word goes by itself, so time goes by only when it is told to.
  await ana.page.clock.install()
  await ana.page.clock.pauseAt(Date.now() + 5_000)
  await article.getByRole('button', { name: 'Copy the line' }).click()
  await expect(article.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await ana.clipboard()).toBe(
    `curl -X POST "${server.url}/api/rooms/$ROOM/text" \\\n  -H "Authorization: Bearer $TOKEN" \\\n  --data-binary @file.md`,
  )
  await ana.page.clock.runFor(2_000)
  await expect(article.getByRole('button', { name: 'Copy the line' })).toBeVisible()
})

test('when the server cannot be reached, the page says so, with a way on', async ({
  server,
  open,
}) => {
  const { page } = await open(server.url)
  await page.route('**/api/openapi.json', (route) => route.abort())
  await page.goto(`${server.url}/api`)
  await expect(page.getByRole('heading', { name: 'The server cannot be reached' })).toBeVisible()
  await page.unroute('**/api/openapi.json')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'HTTP API' })).toBeVisible()
})
