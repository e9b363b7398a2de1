/**
 * Vite: the client as files, from client/ to client/dist: the page, what stands in its frames, and the worker.
 *
 * Promises what the server and the policy rely on: that each file has its compressed self beside it, that
 * nothing is inlined, that what one needs to type is two files which the page names, that nothing moves when
 * the letters come late, and that the service worker knows what to keep. Leaves how files are sent to the server.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
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
          writeFileSync(
            `${path}.br`,
            await promisify(brotliCompress)(bytes, { params: brotliOf(bytes) }),
          )
          writeFileSync(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }))
        }),
      )
    },
  }
}

/** The best of it takes half a minute for what draws diagrams, which few documents want. */
const brotliOf = ({ length }: Uint8Array) => ({
  [constants.BROTLI_PARAM_QUALITY]: length > 250_000 ? 6 : constants.BROTLI_MAX_QUALITY,
})

/**
 * What one needs in order to type is two files, and whatever the frames' pages need too: over HTTP/1.1 each file more
 * may be one more time to the server and back. `frame` is what main.tsx needs, `editor` what room.tsx does beside it.
 */
function fileOf(module: string, graph: Graph): string | null {
  const needs = (path: string, found = new Set<string>()): Set<string> => {
    if (found.has(path)) return found
    found.add(path)
    for (const each of graph.getModuleInfo(path)?.importedIds ?? []) needs(each, found)
    return found
  }
  const isNeededBy = (name: string) => needs(join(import.meta.dirname, name)).has(module)
  if (STAYS.test(module) || FRAMES.some(isNeededBy)) return null
  if (isNeededBy('main.tsx')) return 'frame'
  return isNeededBy('views/room.tsx') ? 'editor' : null
}

interface Graph {
  readonly getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null
}

const STAYS = /\.css$|\/(main|room)\.tsx$/
/** Added by the build wherever something is imported late, in the frames, too. */
const HELPER = { name: 'preload-helper', test: /preload-helper/, priority: 1 }
const FRAMES = ['preview/preview.ts', 'preview/diagrams.ts', 'sw.ts']

/** Has the editor's files fetched along with the first one, which only then knows that it wants them. */
function preloaded(module: string): Plugin {
  return {
    name: 'weft-preloaded',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle = {}, path }) =>
        Object.values(path === '/index.html' ? bundle : {})
          .flatMap((file) =>
            file.type === 'chunk' && file.moduleIds.some((id) => id.endsWith(module))
              ? [file.fileName, ...file.imports]
              : [],
          )
          .filter((name) => !html.includes(name))
          .map((name) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` },
            injectTo: 'head' as const,
          })),
    },
  }
}

/** What the page's words are written in. */
const LETTERS = /-latin-standard-normal-[^/]*woff2$/

/**
 * Has the page's letters fetched at once, and nothing move when they come late: whoever waits too long for
 * them reads in others until the next time. What else fonts hold, other scripts and code, is shown once it is there.
 */
function steady(): Plugin {
  return {
    name: 'weft-steady',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {}, path }) =>
        Object.keys(path === '/index.html' ? bundle : {})
          .filter((name) => LETTERS.test(name))
          .map((name) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', crossorigin: true, href: `/${name}` },
            injectTo: 'head' as const,
          })),
    },
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === 'asset' && /index-.*css$/.test(file.fileName))
          file.source = String(file.source).replaceAll(/@font-face\{[^}]*\}/g, (face) =>
            face.includes('-latin-standard-normal-') ? face.replace(':swap', ':optional') : face,
          )
    },
  }
}

/**
 * Packages, and what stands in frames: those have no origin that a service worker could answer for. And the
 * operator's page, which is of no use without its server.
 */
const NOT_KEPT = /node_modules|\/client\/(preview|diagrams|views\/admin)/

/** In the page's folder, and no part of the page. */
const PUBLIC = ['/favicon.svg', '/theme.js', '/manifest.webmanifest', '/icon-192.png']

/**
 * Tells the service worker what to keep: the page's own parts and what they import, its style, and the
 * letters of the languages that it speaks in Latin script. Not the languages of code blocks, which are many:
 * they are kept once they were used.
 */
function kept(): Plugin {
  return {
    name: 'weft-kept',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle)
      const chunks = files.filter((file) => file.type === 'chunk')
      const worker = chunks.find(({ name }) => name === 'sw')
      if (worker === undefined) return
      const isOwn = ({ facadeModuleId }: (typeof chunks)[number]) =>
        facadeModuleId?.includes('/client/') && !NOT_KEPT.test(facadeModuleId)
      const own = chunks.filter((chunk) => chunk !== worker && isOwn(chunk))
      const looks = files
        .map(({ fileName }) => fileName)
        .filter(
          (name) => /\.css$|-latin-(standard|wght)-[^/]*woff2$/.test(name) && !/admin/.test(name),
        )
      const needed = new Set([
        ...own.flatMap(({ fileName, imports }) => [fileName, ...imports]),
        ...looks,
      ])
      const shell = [...PUBLIC, ...[...needed].sort().map((name) => `/${name}`)]
      const version = createHash('sha256')
      for (const { fileName } of files) version.update(fileName)
      for (const path of PUBLIC)
        version.update(readFileSync(join(import.meta.dirname, 'public', path)))
      version.update(readFileSync(join(import.meta.dirname, 'index.html'))).update(worker.code)
      const told = { SHELL: shell, VERSION: version.digest('hex').slice(0, 16) }
      for (const [name, value] of Object.entries(told))
        worker.code = worker.code.replaceAll(
          new RegExp(`\\b${name}\\b`, 'g'),
          JSON.stringify(value),
        )
    },
  }
}

/** The package calls the functions that bind its keys pure, and would be built without its keys. */
function keysOfEmacs(): Plugin {
  return {
    name: 'weft-keys-of-emacs',
    transform: {
      filter: { id: /@replit\/codemirror-emacs/ },
      handler: (code) => ({
        code: code.replaceAll('/*@__PURE__*/EmacsHandler.', 'EmacsHandler.'),
        map: null,
      }),
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
    rolldownOptions: {
      input: {
        ...Object.fromEntries(
          PAGES.map((name) => [name, join(import.meta.dirname, `${name}.html`)]),
        ),
        sw: join(import.meta.dirname, 'sw.ts'),
      },
      // The service worker's address stays, and is the root's: it answers for the whole site.
      output: {
        codeSplitting: { groups: [HELPER, { name: fileOf, debugName: 'needed to type' }] },
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [keysOfEmacs(), preloaded('/views/room.tsx'), steady(), kept(), compressed()],
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:3000',
      '/auth': 'http://127.0.0.1:3000',
      '/ws': { target: 'ws://127.0.0.1:3000', ws: true },
    },
  },
})
