/**
 * Promise: the stock y-websocket provider works, unmodified.
 *
 * The page in stock/ is served by Vite, which passes /ws on to Weft as a reverse proxy would.
 */
import { createServer, type ViteDevServer } from 'vite'
import { PERSON_COLORS } from '../shared/protocol.ts'
import type { Server } from './server.ts'
import { expect, test as stage } from './stage.ts'

const PACKAGES = [
  '@codemirror/commands',
  '@codemirror/state',
  '@codemirror/view',
  'y-codemirror.next',
  'y-websocket',
  'yjs',
]

const serveStock = (weft: Server): Promise<ViteDevServer> =>
  createServer({
    configFile: false,
    root: new URL('stock', import.meta.url).pathname,
    cacheDir: `${weft.dataDir}/vite`,
    logLevel: 'error',
    optimizeDeps: { include: PACKAGES },
    server: { host: '127.0.0.1', hmr: false, proxy: { '/ws': { target: weft.url, ws: true } } },
  })

/** The address of the stock page, for a room and a token. */
type StockPage = (asked: { room: string; token: string }) => string

const test = stage.extend<{ stockPage: StockPage }>({
  stockPage: async ({ server }, use) => {
    const vite = await serveStock(server)
    await vite.listen()
    const [address = ''] = vite.resolvedUrls?.local ?? []
    await use((asked) => `${address}?${new URLSearchParams(asked)}`)
    await vite.close()
  },
})

test('a stock page and a Weft page write one text, and see each other’s carets', async ({
  server,
  open,
  stockPage,
}) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  await ana.type('From Weft.')
  const sam = await open(stockPage(await server.tokenAt(link, 'Sam Stock')))

  await sam.sees('From Weft.')
  await sam.type(' From stock.', 'end')
  await ana.sees('From Weft. From stock.')
  await ana.isWith('Ana Silva', 'Sam Stock')
  await expect(ana.caretOf({ name: 'Sam Stock' }).locator('.caret-flag')).toBeInViewport()

  await ana.type('Both: ', 'start')
  await sam.sees('Both: From Weft. From stock.')
  const caret = sam.page.locator('.cm-ySelectionCaret')
  await expect(caret).toHaveText(/Ana Silva/)
  const style = await caret.getAttribute('style')
  expect(PERSON_COLORS.filter((color) => style?.includes(color))).toHaveLength(1)
  expect(await server.textAt(link)).toBe('Both: From Weft. From stock.')
})
