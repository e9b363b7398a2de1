/**
 * The session in a shell that the README shows, run as it stands there.
 */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Live, startServer } from './testing/live.ts'

const ADDRESS = 'http://localhost:3000'
const README = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8')

let live: Live
beforeAll(async () => {
  live = await startServer()
})
afterAll(() => live.stop())

it('the README’s session in a shell makes, shares, reads and changes a document', async () => {
  const [, session = ''] = /^## From a script$[\s\S]*?```sh\n([\s\S]*?)```/m.exec(README) ?? []
  expect(session).toContain(ADDRESS)
  const script = session.replaceAll(ADDRESS, live.url)
  const { stdout } = await promisify(execFile)('sh', ['-eu', '-c', script])
  const [link = '', ...lines] = stdout.split('\n')
  expect(lines).toEqual(['# Monday', '- coffee', '# Monday', '- coffee, at ten', ''])
  const { pathname, hash } = new URL(link)
  const response = await fetch(`${live.url}${pathname.replace('/d/', '/api/rooms/')}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret: hash.slice(1), name: 'The board' }),
  })
  expect(await response.json()).toMatchObject({ code: 'link-revoked' })
})
