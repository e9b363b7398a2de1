/**
 * The promises of ARCHITECTURE.md that a program can check: its layer list is the one that the imports
 * keep, and PROTOCOL.md lists the errors that there are.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ERRORS } from './shared/errors.ts'
import { CloseCode, MessageType } from './shared/protocol.ts'

const root = import.meta.dirname
const SKIPPED = ['node_modules', 'dist', 'results']

/** The fenced block after «LAYERS»: one layer a line, the lowest first; folders of one layer by commas. */
function readLayers(): string[][] {
  const paper = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const [, block = ''] = /```LAYERS\n([\s\S]*?)```/.exec(paper) ?? []
  const lines = block.split('\n').map((line) => line.replace(/#.*/, '').trim())
  return lines.filter(Boolean).map((line) => line.split(/,\s*/))
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? [] : sources(path)
    return /\.tsx?$/.test(entry.name) && !/\.(test|contract|config)\.tsx?$/.test(entry.name)
      ? [path]
      : []
  })
}

function imports(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8')
  const found = text.matchAll(/(?:from|import|new URL)\s*\(?\s*'(\.{1,2}\/[^']+\.tsx?)'/g)
  return [...found].map(([, target = '']) => normalize(join(dirname(path), target)))
}

const layers = readLayers()
const files = ['shared', 'server', 'client'].flatMap(sources)
const places = layers.flat()
/** A file is in the layer that names it, else in the one that names its folder. */
const placeOf = (path: string) =>
  places.find((place) => place === path) ?? places.find((place) => place === dirname(path))
const heightOf = (path: string) => layers.findIndex((layer) => layer.includes(placeOf(path) ?? ''))

describe('the layers', () => {
  it('name every folder, and nothing that is not there', () => {
    expect(files.filter((path) => !placeOf(path))).toEqual([])
    const used = new Set(files.map(placeOf))
    expect(places.filter((place) => !used.has(place))).toEqual([])
  })

  it.each(files)('hold for %s: it imports from its own folder or from below', (path) => {
    for (const target of imports(path)) {
      if (placeOf(target) === placeOf(path)) continue
      expect(heightOf(target), `${path} imports ${target}`).toBeLessThan(heightOf(path))
    }
  })

  it('keep client and server apart', () => {
    for (const path of files) {
      const [side] = path.split('/')
      const others = imports(path).map((target) => relative('.', target).split('/')[0])
      if (side === 'client') expect(others, path).not.toContain('server')
      if (side === 'server') expect(others, path).not.toContain('client')
      if (side === 'shared')
        expect(new Set([...others, 'shared']), path).toEqual(new Set(['shared']))
    }
  })

  it('have no cycle of imports', () => {
    const done = new Set<string>()
    const visit = (path: string, trail: readonly string[]): void => {
      expect(trail, [...trail, path].join(' → ')).not.toContain(path)
      if (done.has(path)) return
      for (const target of imports(path))
        if (files.includes(target)) visit(target, [...trail, path])
      done.add(path)
    }
    for (const path of files) visit(path, [])
  })

  it('leave the environment to config.ts, the disk to the store, and Redis to the bus', () => {
    const mentions = (word: string) =>
      files.filter(
        (path) =>
          !path.includes('/testing/') && readFileSync(join(root, path), 'utf8').includes(word),
      )
    expect(mentions('process.env')).toEqual(['server/config.ts'])
    expect(mentions("from 'node:sqlite'").sort()).toEqual([
      'server/store/migrations.ts',
      'server/store/sqlite-backup.ts',
      'server/store/sqlite-catalog.ts',
      'server/store/sqlite-to-postgres.ts',
      'server/store/sqlite.ts',
    ])
    expect(mentions("from 'pg'").sort()).toEqual([
      'server/store/postgres-connection.ts',
      'server/store/postgres-migrations.ts',
    ])
    expect(mentions("from 'redis'")).toEqual(['server/bus/redis-wire.ts'])
  })
})

describe('PROTOCOL.md', () => {
  const paper = readFileSync(join(root, 'shared', 'PROTOCOL.md'), 'utf8')

  it('lists every error with its status and close code', () => {
    for (const [code, { status, close }] of Object.entries(ERRORS)) {
      expect(paper).toMatch(new RegExp(`\\| \`${code}\` \\| ${status} \\| ${close} \\|`))
    }
    const listed = [...paper.matchAll(/^\| `([a-z-]+)` \| \d{3} \| \d{4} \|/gm)].map(
      ([, code]) => code,
    )
    expect(listed.sort()).toEqual(Object.keys(ERRORS).sort())
  })

  it('lists every close code and message type', () => {
    for (const code of Object.values(CloseCode)) expect(paper).toContain(`| ${code} |`)
    for (const type of Object.values(MessageType)) expect(paper).toContain(`[${type}]`)
  })
})

describe('T28: what Weft is made of', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const { dependencies, devDependencies } = lock.packages['']
  const versions = (name: string) =>
    Object.entries<{ version: string }>(lock.packages)
      .filter(([path]) => path.endsWith(`node_modules/${name}`))
      .map(([, { version }]) => version)

  it('is pinned to the digit', () => {
    const pins = Object.values<string>({ ...dependencies, ...devDependencies })
    expect(pins.filter((pin) => !/^\d+\.\d+\.\d+(-beta\.\d+)?$/.test(pin))).toEqual([])
  })

  it.each(['yjs', 'lib0', 'y-protocols'])('has one %s: two would not know each other', (name) => {
    expect(versions(name)).toHaveLength(1)
  })

  it('has a ws that bounds fragments and buffered chunks', () => {
    const [version = ''] = versions('ws')
    const [major = 0, minor = 0] = version.split('.').map(Number)
    expect(major * 1000 + minor).toBeGreaterThanOrEqual(8021)
  })
})

describe('SECURITY.md', () => {
  const paper = readFileSync(join(root, 'SECURITY.md'), 'utf8')
  const rows = [...paper.matchAll(/^\| ([TF]\d+) \|.*\| (.*) \|$/gm)]
  const claims = rows.flatMap(([, number = '', tests = '']) =>
    [...tests.matchAll(/`([^` ]+\.ts)`/g)].map(([, file = '']) => [number, file] as const),
  )

  it.each(claims)('%s has a test of that number in %s', (number, file) => {
    expect(readFileSync(join(root, file), 'utf8')).toMatch(new RegExp(`['\`]${number}: `))
  })
})
