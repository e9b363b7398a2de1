import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { weft } from '../testing/weft.ts'

const DATA_DIR = mkdtempSync(join(tmpdir(), 'weft-commands-'))
afterAll(() => rmSync(DATA_DIR, { recursive: true }))
const WEFT = fileURLToPath(new URL('./weft.ts', import.meta.url))

describe('weft', () => {
  it('says what there is when it does not know what is meant', async () => {
    for (const word of ['repair', 'toString']) {
      const { code, text } = await weft([word], { DATA_DIR })
      expect([code, text]).toEqual([1, expect.stringContaining('weft backup FILE')])
    }
    expect((await weft(['--help'], { DATA_DIR })).code).toBe(0)
  })

  it.each([
    [['backup'], 'weft: one FILE is needed.\n'],
    [['backup', 'a', 'b'], 'weft: one FILE is needed.\n'],
    [['migrate'], 'weft: there is one way: weft migrate --from sqlite --to postgres.\n'],
    [['verify', '--fast'], expect.stringMatching(/^weft: Unknown option '--fast'[^\n]*\n$/)],
    [['verify'], `weft: there is no ${join(DATA_DIR, 'weft.db')}\n`],
    [['backup', '/nowhere/b.db'], `weft: there is no ${join(DATA_DIR, 'weft.db')}\n`],
  ])('answers %o in one sentence', async (args, sentence) => {
    expect(await weft(args, { DATA_DIR })).toEqual({ code: 1, text: sentence })
    expect(readdirSync(DATA_DIR)).toEqual([])
  })

  it('starts the server', async () => {
    const env = { ...process.env, DATA_DIR, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' }
    const child = spawn(process.execPath, [WEFT], { env })
    const exit = new Promise((resolve) => child.on('exit', resolve))
    for await (const data of child.stdout) if (String(data).includes('Weft is ready')) break
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
  })
})
