/**
 * What is in the repository for deploys says nothing of Weft that is not so. That nginx.conf works is
 * e2e/nodes.spec.ts's, and deploy.live.test.ts's.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const root = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

describe('compose.yaml', () => {
  const compose = read('compose.yaml')
  const [, settings = ''] = /environment:\n((?: {4}\S.*\n)+)/.exec(compose) ?? []
  const environment = Object.fromEntries(
    settings
      .trim()
      .split('\n')
      .map((line) => {
        const [, name = '', value = ''] = /^\s*(\w+): ["']?(.*?)["']?$/.exec(line) ?? []
        return [
          name,
          value.replace(/\$\{(\w+)(?::-)?([^}]*)\}/, (_, of, other) => filled(of) ?? other),
        ]
      }),
  )

  it('gives each node settings that it can use, and names none that there is not', () => {
    const { databaseUrl, redisUrl, trustProxy } = readConfig(environment)
    expect(databaseUrl).toBe('postgres://weft:abc@postgres:5432/weft')
    expect([redisUrl, trustProxy]).toEqual(['redis://redis:6379', 1])
    const known = read('server/config.ts')
    for (const name of Object.keys(environment)) expect(known).toContain(`  ${name}: `)
  })

  it('mounts files that there are', () => {
    const mounts = [...`${compose}${read('compose.tls.yaml')}`.matchAll(/\.\/([\w./-]+):\/etc/g)]
    expect(mounts.length).toBe(2)
    for (const [, file = ''] of mounts) expect(existsSync(join(root, file)), file).toBe(true)
  })
})

/** As compose does it, with what .env is told to hold. */
const filled = (name: string): string | undefined =>
  ({ JWT_SECRET: 'x'.repeat(64), POSTGRES_PASSWORD: 'abc' })[name]

describe('Dockerfile', () => {
  it('copies, and runs, what there is', () => {
    const text = read('Dockerfile')
    const copied = [...text.matchAll(/--from=build \/weft\/(\S+)/g)].map(([, path = '']) => path)
    const built = ['node_modules', 'client/dist']
    for (const path of copied.filter((each) => !built.includes(each)))
      expect(existsSync(join(root, path)), path).toBe(true)
    expect(text).toContain('CMD ["node", "server/main.ts"]')
  })

  it('asks whether the program runs, which a store that fails does not change', () => {
    expect(read('Dockerfile')).toContain("+ '/healthz')")
  })
})
