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

async function chunks(): Promise<Map<string, Rolldown.OutputChunk>> {
  const root = import.meta.dirname
  // Of the tests' own, packages would be built as for their developers.
  vi.stubEnv('NODE_ENV', 'production')
  const configFile = join(root, 'vite.config.ts')
  const built = await build({ root, configFile, logLevel: 'silent', build: { write: false } })
  const { output } = built as Rolldown.RolldownOutput
  const code = output.filter((each) => each.type === 'chunk')
  return new Map(code.map((chunk) => [chunk.fileName, chunk]))
}

function neededToType(all: Map<string, Rolldown.OutputChunk>): Rolldown.OutputChunk[] {
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

it('loads at most 200 KB of gzipped JavaScript before one can type', async () => {
  const needed = neededToType(await chunks())
  const modules = needed.flatMap(({ moduleIds }) => moduleIds)
  expect(modules.some((id) => id.endsWith(ROOM))).toBe(true)
  const bytes = needed.map(({ code }) => gzipSync(code, { level: 9 }).length)
  expect(bytes.reduce((sum, each) => sum + each)).toBeLessThan(MOST_BYTES)
  // What Markdown and its code blocks need comes when the editor stands.
  expect(modules.filter((id) => /lang-|@lezer\/markdown|legacy-modes/.test(id))).toEqual([])
}, 60_000)
