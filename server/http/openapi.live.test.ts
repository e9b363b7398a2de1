/**
 * What a server says of its API, and what it answers.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { METHODS, type OpenApi, type Operation } from '../../shared/openapi.ts'
import { DEFAULT_LIMITS } from '../../shared/protocol.ts'
import { createRoom, type Live, startServer, tokenFor } from '../testing/live.ts'
import { allRoutes } from './api.ts'

let live: Live
let document: OpenApi
let operations: readonly { name: string; path: string; operation: Operation }[]
beforeAll(async () => {
  live = await startServer()
  document = (await (await fetch(`${live.url}/api/openapi.json`)).json()) as OpenApi
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      operation,
    })),
  )
})
afterAll(() => live.stop())

/** As Express keeps them; not in its types. */
interface Layer {
  readonly route?: { readonly path: string; readonly methods: Record<string, boolean> }
  readonly handle: { readonly stack?: readonly Layer[] }
  match(path: string): false | { readonly path: string }
}

const own = ({ route }: Layer, prefix: string): string[] =>
  Object.keys(route?.methods ?? {}).map(
    (method) => `${method.toUpperCase()} ${prefix}${route?.path}`,
  )

/** Every route of the whole application that begins with /api. */
function answered(): string[] {
  const layers = live.server.app.router.stack as unknown as readonly Layer[]
  const found = layers.flatMap((layer) => {
    const { path = '' } = layer.match('/api/x') || {}
    return layer.handle.stack?.flatMap((inner) => own(inner, path)) ?? own(layer, '')
  })
  const under = found.filter((name) => name.includes(' /api/'))
  return under.map((name) => name.replaceAll(/:(\w+)/g, '{$1}'))
}

/** Every object in a JSON value. */
function* objects(value: unknown): Iterable<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Record<string, unknown>
  for (const each of Object.values(value)) yield* objects(each)
}

describe('the description of the API', () => {
  it('has every route that is answered, and no other', () => {
    expect(answered().length).toBeGreaterThan(10)
    expect(operations.map(({ name }) => name).sort()).toEqual(answered().sort())
  })

  it('is OpenAPI 3.1: its version, its words, and each operation by a name of its own', () => {
    expect(document.openapi).toBe('3.1.1')
    expect(document.info).toMatchObject({ title: 'Weft', version: '1' })
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    const tags = new Set(document.tags.map(({ name }) => name))
    for (const { name, operation } of operations) {
      expect(operation.summary, name).toMatch(/\w/)
      expect(tags, name).toContain(operation.tags[0])
    }
    for (const item of Object.values(document.paths))
      expect(METHODS).toEqual(expect.arrayContaining(Object.keys(item)))
  })

  it('declares the names in each path, no more and no less, and what each is', () => {
    for (const { name, path, operation } of operations) {
      const inPath = path.match(/(?<={)\w+(?=})/g) ?? []
      const declared = operation.parameters.filter((each) => each.in === 'path')
      expect(
        declared.map((each) => each.name),
        name,
      ).toEqual(inPath)
      for (const each of declared)
        expect(each, name).toMatchObject({ required: true, schema: { type: 'string' } })
      for (const { description } of operation.parameters) expect(description, name).toMatch(/\w/)
    }
  })

  it('leads nowhere: every reference, and every way to show who one is, is among the components', () => {
    const references = [...objects(document)].flatMap(({ $ref }) => ($ref ? [String($ref)] : []))
    expect(references).toContain('#/components/schemas/Problem')
    const known = Object.keys(document.components.schemas).map((id) => `#/components/schemas/${id}`)
    expect(known).toEqual(expect.arrayContaining([...new Set(references)]))
    for (const { name, operation } of operations)
      for (const scheme of operation.security.flatMap(Object.keys))
        expect(document.components.securitySchemes, name).toHaveProperty(scheme)
    for (const key of ['$id', '$schema', '$defs'])
      expect([...objects(document)].filter((each) => key in each)).toEqual([])
  })

  it('says of each answer what it is, and of each error the code', () => {
    for (const { name, operation } of operations) {
      const statuses = Object.keys(operation.responses)
      expect(
        statuses.filter((status) => status < '300'),
        name,
      ).toHaveLength(1)
      expect(statuses, name).toEqual(expect.arrayContaining(['500', '503']))
      for (const [status, answer] of Object.entries(operation.responses)) {
        expect(answer.description, name).toMatch(/\w/)
        if (status < '300') continue
        const examples = Object.entries(answer.content?.['application/json']?.examples ?? {})
        expect(examples.length, `${name} ${status}`).toBeGreaterThan(0)
        for (const [code, { value }] of examples) expect(value).toMatchObject({ code })
      }
    }
  })

  it('asks of a body what is asked of it: what has a default may be left out', () => {
    const { required, properties } = document.components.schemas.CreateLink ?? {}
    expect(required).toEqual(['role'])
    expect(properties?.once).toMatchObject({ type: 'boolean', default: false })
    expect(document.components.schemas.ListedLink?.required).toContain('once')
  })

  it('gives for each body an example that is taken', () => {
    const routes = allRoutes(DEFAULT_LIMITS).filter(({ body }) => body)
    expect(routes.length).toBeGreaterThan(5)
    for (const { name, body } of routes) {
      // What stands for a file in an example is its name.
      if (!body?.isBytes) expect(body?.schema.safeParse(body.example).error, name).toBeUndefined()
      const told = operations.find(({ operation }) => operation.operationId === name)?.operation
      const [media] = Object.values(told?.requestBody?.content ?? {})
      expect(media?.example, name).toEqual(body?.example)
    }
  })

  it('names each right as the server grants it', async () => {
    const room = await createRoom(live.url)
    const { token } = await tokenFor(live.url, room, 'editor', 'Ana')
    for (const { name, path, operation } of operations) {
      const roles = operation['x-roles']
      if (!roles) continue
      const [method = ''] = name.split(' ')
      const address = live.url + path.replace('{id}', room.room).replaceAll(/{\w+}/g, 'somebody')
      const { status } = await fetch(address, {
        method,
        headers: { authorization: `Bearer ${token}` },
      })
      expect(status === 403, name).toBe(!roles.includes('editor'))
    }
  })
})
