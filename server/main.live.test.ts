import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { createRoom, StockClient, tokenFor, until } from './testing/live.ts'

const DATA_DIR = mkdtempSync(join(tmpdir(), 'weft-main-'))
afterAll(() => rmSync(DATA_DIR, { recursive: true }))
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

function run(environment: object) {
  const env = {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR,
    LOG_LEVEL: 'silent',
    ...environment,
  }
  const child = spawn(process.execPath, [MAIN], { env })
  const output = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output.text += data.toString()
    })
  }
  const exit = new Promise<number | null>((resolve) => child.on('exit', resolve))
  return { child, output, exit }
}

async function started(environment: object = {}) {
  const program = run(environment)
  const address = () => /ready: {2}(http\S+)/.exec(program.output.text)?.[1]
  await until(() => address() !== undefined)
  return { ...program, url: address() ?? '' }
}

const end = (child: ChildProcess) => child.exitCode === null && child.kill('SIGKILL')

describe('the program', () => {
  it('exits with 1 and one sentence when a setting is wrong', async () => {
    const { output, exit } = run({ PORT: 'http' })
    expect(await exit).toBe(1)
    expect(output.text).toBe('weft: PORT is not a whole number.\n')
  })

  it('exits with 1 and one sentence when its Postgres cannot be reached, and never says the password', async () => {
    const { output, exit } = run({ DATABASE_URL: 'postgres://weft:hush-hush@127.0.0.1:1/weft' })
    expect(await exit).toBe(1)
    expect(output.text).toMatch(/^weft: cannot use the database: .*ECONNREFUSED.*\n$/)
    expect(output.text).not.toContain('hush-hush')
  })

  it('F5: exits with 1 and one sentence when its database is none, and leaves it as it is', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'weft-main-'))
    const file = join(dataDir, 'weft.db')
    writeFileSync(file, 'Dear diary, '.repeat(1_000))
    const { output, exit } = run({ DATA_DIR: dataDir })
    expect(await exit).toBe(1)
    expect(output.text).toMatch(/^weft: .*nothing was overwritten, put a backup in its place\n$/)
    expect(readFileSync(file, 'utf8')).toBe('Dear diary, '.repeat(1_000))
    rmSync(dataDir, { recursive: true })
  })

  it('prints its address, serves, and on SIGTERM saves everything and exits with 0', async () => {
    const { child, url, exit } = await started()
    expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok')
    const room = await createRoom(url)
    const { token } = await tokenFor(url, room, 'owner', 'Ana')
    const ana = await new StockClient(url, room.room, token).synced()
    ana.text.insert(0, 'kept')
    await ana.saved()
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
    ana.close()
    const again = await started()
    const { token: later } = await tokenFor(again.url, room, 'viewer', 'Ben')
    const headers = { authorization: `Bearer ${later}` }
    const text = await fetch(`${again.url}/api/rooms/${room.room}/text`, { headers })
    expect(await text.text()).toBe('kept')
    end(again.child)
    await again.exit
  })

  it('writes down, each once, that it listens, drains and has ended, and no secret', async () => {
    const secrets = { ADMIN_TOKEN: 'a'.repeat(40), JWT_SECRET: 'j'.repeat(40) }
    const { child, url, output, exit } = await started({ LOG_LEVEL: 'info', ...secrets })
    const headers = { authorization: `Bearer ${secrets.ADMIN_TOKEN}` }
    const { status } = await fetch(`${url}/api/drain`, { method: 'POST', headers })
    expect(status).toBe(202)
    expect(await exit).toBe(0)
    end(child)
    const lines = output.text.split('\n').filter((line) => line.startsWith('{'))
    const told = lines.map((line) => JSON.parse(line))
    expect(told.map(({ msg }) => msg)).toEqual([
      'listening',
      'stopping',
      expect.stringMatching(/^draining/),
      'closed',
    ])
    expect(told[0]).toMatchObject({ port: Number(new URL(url).port), documents: DATA_DIR })
    expect(told[1]).toMatchObject({ why: 'the operator asked for it' })
    for (const secret of Object.values(secrets)) expect(output.text).not.toContain(secret)
  })
})
