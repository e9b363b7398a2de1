import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { until } from '../server/testing/live.ts'

const SERVER_PROCESS = new URL('./server-process.ts', import.meta.url).href

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('a server ends with the tool that started it, when a signal ends that', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'weft-orphan-'))
  const program = `const { ServerProcess } = await import('${SERVER_PROCESS}')
    const { pid } = await ServerProcess.start({ dataDir: '${dataDir}' })
    console.log(pid)
    setInterval(() => undefined, 1_000)`
  const tool = spawn(process.execPath, ['--input-type=module', '--eval', program])
  const [printed] = await once(tool.stdout, 'data')
  const server = Number(String(printed))
  expect(isAlive(server)).toBe(true)
  const exit = once(tool, 'exit')
  tool.kill('SIGTERM')
  expect((await exit)[1]).toBe('SIGTERM')
  await until(() => !isAlive(server))
  rmSync(dataDir, { recursive: true })
})
