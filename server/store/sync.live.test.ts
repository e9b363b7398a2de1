/**
 * F2: what is acknowledged has been synced, as the kernel sees it. A store in a child under strace says
 * on its standard output when a commit has returned; before each such line there must be a sync.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const COMMITS = 20
const STORE = new URL('./sqlite.ts', import.meta.url).href

const program = (file: string) => `
  import { writeSync } from 'node:fs'
  import { SqliteStore } from ${JSON.stringify(STORE)}
  const store = new SqliteStore(${JSON.stringify(file)})
  await store.createRoom({ room: 'a', time: 1, links: [], rows: [] })
  const row = { room: 'a', time: 1, user: 'ana', clients: [], update: new Uint8Array(100) }
  for (let commit = 0; commit < ${COMMITS}; commit++) {
    writeSync(1, 'commit\\n')
    await store.commit([row])
    writeSync(1, 'acknowledged\\n')
  }
  await store.close()`

function withoutStrace(): string | null {
  const { status, error } = spawnSync('strace', ['-o', '/dev/null', 'true'])
  return status === 0 ? null : (error?.message ?? 'strace may not trace here')
}

it('F2: every commit is synced to the disk before it is acknowledged', (context) => {
  const reason = withoutStrace()
  if (reason) context.skip(`F2 is not looked at with strace: ${reason}`)
  const folder = mkdtempSync(join(tmpdir(), 'weft-sync-'))
  const trace = join(folder, 'trace')
  const node = [process.execPath, '--input-type=module', '-e', program(join(folder, 'weft.db'))]
  const calls = ['-f', '-e', 'trace=fdatasync,fsync,write', '-o', trace]
  expect(spawnSync('strace', [...calls, ...node]).status).toBe(0)
  const seen = readFileSync(trace, 'utf8').match(/f(data)?sync\(|"commit|"acknowledged/g) ?? []
  rmSync(folder, { recursive: true })
  const story = seen.join(' ').split('"commit').slice(1)
  expect(story.length).toBe(COMMITS)
  for (const each of story) expect(each).toMatch(/^ f(data)?sync\(.* "acknowledged/)
})
