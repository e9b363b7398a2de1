/**
 * Nginx: a real one for tests, balancing over ports of this machine by deploy/nginx.conf.
 *
 * Where there is none on PATH the tests that need one are passed over with a loud line; where CI is set that
 * is a failure.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'

const CONFIGURATION = fileURLToPath(new URL('../../deploy/nginx.conf', import.meta.url))

export interface Nginx {
  readonly url: string
  stop(): Promise<void>
}

/** Null, and a loud line, where there can be none. */
export async function startNginx(ports: readonly number[]): Promise<Nginx | null> {
  try {
    return await start(ports)
  } catch (error) {
    if (process.env.CI) throw error
    process.stderr.write(`\nSKIPPED: no nginx can be started here: ${error}\n\n`)
    return null
  }
}

async function start(ports: readonly number[]): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'weft-nginx-'))
  const port = await freePort()
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configured(folder, port, ports))
  const args = ['-c', file, '-p', folder, '-g', 'daemon off;']
  const child = spawn('nginx', args, { stdio: 'ignore' })
  const ended = once(child, 'exit')
  await Promise.race([listens(port), ended.then(() => Promise.reject(new Error('nginx ended')))])
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What is in the repository, with this machine's ports and a folder of its own. */
function configured(folder: string, port: number, [first, second]: readonly number[]): string {
  const text = readFileSync(CONFIGURATION, 'utf8')
  return Object.entries({
    'listen 80;': `listen 127.0.0.1:${port};`,
    'weft-1:3000': `127.0.0.1:${first}`,
    'weft-2:3000': `127.0.0.1:${second}`,
    '/tmp/nginx.pid': join(folder, 'nginx.pid'),
  }).reduce((changed, [theirs, ours]) => {
    if (!changed.includes(theirs)) throw new Error(`deploy/nginx.conf does not say ${theirs}`)
    return changed.replace(theirs, ours)
  }, text)
}

/** Rejects never: whoever waits looks at the child, too. */
async function listens(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isOpen) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
