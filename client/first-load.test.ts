/**
 * What the browser must have before anybody can type: the files that the start and a document's page
 * import, and all that those import. Built as the server would serve it, in memory.
 */
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { expect, it, vi } from 'vitest'

const ROOM = 'views/room.tsx'
const MOST_BYTES = 200_000

/** The page's own two and what holds the rest of each, and two that the build shares with the frames. */
const MOST_FILES = 6

type Built = Rolldown.RolldownOutput['output']

async function built(): Promise<Built> {
  const root = import.meta.dirname
  // Of the tests' own, packages would be built as for their developers.
  vi.stubEnv('NODE_ENV', 'production')
  const configFile = join(root, 'vite.config.ts')
  const made = await build({ root, configFile, logLevel: 'silent', build: { write: false } })
  return (made as Rolldown.RolldownOutput).output
}

function neededToType(output: Built): Rolldown.OutputChunk[] {
  const chunks = output.filter((each) => each.type === 'chunk')
  const all = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const needed = new Set<Rolldown.OutputChunk>()
  const need = (chunk: Rolldown.OutputChunk | undefined) => {
    if (chunk === undefined || needed.has(chunk)) return
    needed.add(chunk)
    for (const name of chunk.imports) need(all.get(name))
  }
  for (const chunk of all.values())
    if (
      chunk.facadeModuleId?.endsWith('index.html') ||
      chunk.moduleIds.some((id) => id.endsWith(ROOM))
    )
      need(chunk)
  return [...needed]
}

it('loads at most 200 KB of gzipped JavaScript before one can type, in few files that the page names', async () => {
  const output = await built()
  const needed = neededToType(output)
  const modules = needed.flatMap(({ moduleIds }) => moduleIds)
  expect(modules.some((id) => id.endsWith(ROOM))).toBe(true)
  const bytes = needed.map(({ code }) => gzipSync(code, { level: 9 }).length)
  expect(bytes.reduce((sum, each) => sum + each)).toBeLessThan(MOST_BYTES)
  expect(needed.length).toBeLessThanOrEqual(MOST_FILES)
  const html = output.find(({ fileName }) => fileName === 'index.html') as Rolldown.OutputAsset
  expect(needed.filter(({ fileName }) => !String(html.source).includes(fileName))).toEqual([])
  // What Markdown and its code blocks need comes when the editor stands.
  expect(modules.filter((id) => /lang-|@lezer\/markdown|legacy-modes/.test(id))).toEqual([])
}, 60_000)
