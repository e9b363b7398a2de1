import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

/** The page, and what stands in its frames. */
const PAGES = ['index', 'preview', 'diagrams']

const COMPRESSIBLE = /\.(js|css|svg)$/

/**
 * Writes each file's compressed self beside it, so that the server compresses nothing. Both kinds:
 * over plain http, browsers take gzip only.
 */
function compressed(): Plugin {
  return {
    name: 'weft-compressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const names = Object.keys(bundle).filter((name) => COMPRESSIBLE.test(name))
      await Promise.all(
        names.map(async (name) => {
          const path = join(dir, name)
          const bytes = readFileSync(path)
          writeFileSync(`${path}.br`, await promisify(brotliCompress)(bytes))
          writeFileSync(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }))
        }),
      )
    },
  }
}

/** Has the editor's file fetched along with the first one, which only then knows that it wants it. */
function preloaded(module: string): Plugin {
  return {
    name: 'weft-preloaded',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {}, path }) =>
        Object.values(path === '/index.html' ? bundle : {})
          .filter(
            (file) => file.type === 'chunk' && file.moduleIds.some((id) => id.endsWith(module)),
          )
          .map(({ fileName }) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `/${fileName}` },
            injectTo: 'head' as const,
          })),
    },
  }
}

/** Fonts and icons stay files: the Content-Security-Policy allows no data: fonts. */
export default defineConfig({
  base: '/',
  build: {
    assetsInlineLimit: 0,
    target: 'es2022',
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { input: PAGES.map((name) => join(import.meta.dirname, `${name}.html`)) },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [preloaded('/views/room.tsx'), compressed()],
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:3000',
      '/auth': 'http://127.0.0.1:3000',
      '/ws': { target: 'ws://127.0.0.1:3000', ws: true },
    },
  },
})
