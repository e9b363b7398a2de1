/**
 * OpenAPI: the HTTP API described, out of the routes that answer it.
 *
 * Promises that every route is in it with its right, names, body, answer and errors, and nothing else. A
 * schema that shared/api.ts exports is a component by that name. Words that are not a route's own are here.
 */
import { z } from 'zod'
import * as bodies from '../../shared/api.ts'
import { ERRORS, type ErrorCode } from '../../shared/errors.ts'
import type {
  Answer,
  Content,
  OpenApi,
  Operation,
  Parameter,
  Schema,
} from '../../shared/openapi.ts'
import { type Limits, ROLES } from '../../shared/protocol.ts'
import { allows } from '../access/grant.ts'
import type { Needs } from './request.ts'
import { byteLimit, PATH_NAMES, type Route } from './route.ts'

const KIBIBYTE = 1024
const MEBIBYTE = 1024 * KIBIBYTE

const ABOUT =
  'Documents that people write together, for programs. Most requests name a room: its id is in the address of its page, `/d/<id>#<secret>`, and the secret earns a token for it. An answer that is no success is JSON with a `code`.'

const TAGS = [
  { name: 'Rooms', description: 'A room is one document, and who may do what in it.' },
  { name: 'Text', description: 'The text as a whole. People may be typing in it.' },
  {
    name: 'Links',
    description: 'A link is a secret that gives whoever has it a role in the room.',
  },
  {
    name: 'People',
    description: 'What an owner sets for single people, whatever their links say.',
  },
  {
    name: 'Trash',
    description: 'Where a document is kept for 30 days after its owner has thrown it away.',
  },
  { name: 'You', description: 'Who you are here, apart from any document.' },
  { name: 'Operator', description: 'This server as a whole, for whoever runs it.' },
  { name: 'About', description: 'What this server can do.' },
] as const satisfies readonly { name: Route['tag']; description: string }[]

const SECURITY_SCHEMES = {
  token: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      '`Authorization: Bearer <token>`: for one room, by a link’s secret, or signed by your own back end.',
  },
  admin: {
    type: 'http',
    scheme: 'bearer',
    description:
      '`Authorization: Bearer <ADMIN_TOKEN>`: for the operator’s scripts, in every room.',
  },
  guest: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      '`Authorization: Guest <secret>`: a secret of a browser’s own making, which is who somebody is.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'weft-session',
    description: 'Of somebody who has signed in.',
  },
} as const

/** By what a route needs. */
const ROOM_ERRORS: readonly ErrorCode[] = [
  'token-missing',
  'token-bad',
  'token-expired',
  'forbidden',
  'removed',
  'link-revoked',
  'link-expired',
  'role-changed',
  'trashed',
  'too-fast',
]

const OPERATOR_ERRORS: readonly ErrorCode[] = ['token-missing', 'token-bad', 'too-fast']

export function openApi(routes: readonly Route[], limits: Limits): OpenApi {
  const schemas = new Schemas(routes)
  const paths: Record<string, Record<string, Operation>> = {}
  for (const route of routes) {
    const path = `/api${route.path.replaceAll(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [route.method]: operation(route, limits, schemas) }
  }
  const operations = Object.values(paths).flatMap(Object.values<Operation>)
  const isUsed = (scheme: string) =>
    operations.some(({ security }) => security.some((each) => scheme in each))
  const schemes = Object.entries(SECURITY_SCHEMES).filter(([scheme]) => isUsed(scheme))
  return {
    openapi: '3.1.1',
    info: { title: 'Weft', version: '1', description: ABOUT },
    tags: TAGS.filter(({ name }) => routes.some(({ tag }) => tag === name)),
    paths,
    components: { schemas: schemas.components, securitySchemes: Object.fromEntries(schemes) },
  }
}

/** Of a file. */
const BYTES = { type: 'string', format: 'binary' }

const typeOf = ({ isText, isBytes }: NonNullable<Route['body']>): string =>
  isBytes ? 'application/octet-stream' : isText ? 'text/plain' : 'application/json'

function operation(route: Route, limits: Limits, schemas: Schemas): Operation {
  const { name, summary, description, tag, needs, body, answer } = route
  const roles = ROLES.filter((role) => isAction(needs) && allows({ role }, needs))
  return {
    operationId: name,
    summary,
    ...(description && { description }),
    tags: [tag],
    security: securityOf(needs),
    ...(isAction(needs) && { 'x-roles': roles }),
    parameters: [...namesIn(route).map(parameter), ...queryOf(route)],
    ...(body && {
      requestBody: {
        required: true,
        description: `At most ${inUnits(byteLimit(body, limits))}.`,
        content: {
          [typeOf(body)]: {
            ...(body.isBytes ? { schema: BYTES } : schemas.media(body.schema)),
            example: body.example,
          },
        },
      },
    }),
    responses: {
      [answer.status]: { description: answer.says, ...contentOf(answer.content, schemas) },
      ...refusals(errorsOf(route), schemas),
    },
  }
}

/** What is needed apart from any room, and how that is shown. */
const APART = {
  anyone: [],
  maker: [{}, { session: [] }, { admin: [] }],
  somebody: [{ session: [] }, { guest: [] }, { admin: [] }],
  person: [{ session: [] }],
  operator: [{ admin: [] }],
} as const satisfies Partial<Record<Needs, Operation['security']>>

const isAction = (needs: Needs): needs is Exclude<Needs, keyof typeof APART> => !(needs in APART)

const securityOf = (needs: Needs): Operation['security'] =>
  isAction(needs) ? [{ token: [] }, { admin: [] }] : APART[needs]

const namesIn = ({ path }: Route): string[] => path.match(/(?<=:)\w+/g) ?? []

function parameter(name: string): Parameter {
  const { description = '', ...schema } = plain(z.toJSONSchema(PATH_NAMES[name] ?? z.never()))
  return { name, in: 'path', required: true, description, schema }
}

/** What may stand behind the `?`; nothing of it has to. */
function queryOf({ query }: Route): Parameter[] {
  if (!query) return []
  const { properties = {} } = z.toJSONSchema(query)
  return Object.entries(properties).map(([name, property]) => {
    const { description = '', ...schema } = property as Schema & { description?: string }
    return { name, in: 'query', required: false, description, schema }
  })
}

function contentOf(content: Route['answer']['content'], schemas: Schemas): { content?: Content } {
  if (content === null) return {}
  if (content === 'picture') return { content: { 'image/*': { schema: BYTES } } }
  if (content === 'text') return { content: { 'text/plain': { schema: { type: 'string' } } } }
  return { content: { 'application/json': schemas.media(content) } }
}

/** Its own errors, and those that follow from what it declares. */
function errorsOf(route: Route): ErrorCode[] {
  const codes = new Set<ErrorCode>([
    ...(isAction(route.needs) ? ROOM_ERRORS : []),
    ...(route.needs === 'somebody' ? (['token-missing'] as const) : []),
    ...(route.needs === 'operator' ? OPERATOR_ERRORS : []),
    ...(route.needs === 'person' || route.needs === 'maker' ? (['sign-in-needed'] as const) : []),
    ...(namesIn(route).length > 0 ? (['not-found'] as const) : []),
    ...(route.admit ? (['too-fast'] as const) : []),
    ...(route.body ? (['malformed', 'too-big'] as const) : []),
    ...(route.query ? (['malformed'] as const) : []),
    ...(route.errors ?? []),
    'store-failing',
    'internal',
  ])
  return [...codes].sort((one, other) => ERRORS[one].status - ERRORS[other].status)
}

function refusals(codes: readonly ErrorCode[], schemas: Schemas): Record<string, Answer> {
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status)
  const answers = [...byStatus].map(([status, own]): [number, Answer] => {
    const examples = own.map((code) => [code, { value: { code, message: ERRORS[code].words } }])
    const media = { ...schemas.media(bodies.Problem), examples: Object.fromEntries(examples) }
    const description = own.map((code) => `\`${code}\`: ${ERRORS[code].words}`).join(' ')
    return [status, { description, content: { 'application/json': media } }]
  })
  return Object.fromEntries(answers)
}

/** What shared/api.ts exports, as components: what a request brings as it comes in, all else as it goes out. */
class Schemas {
  readonly components: Readonly<Record<string, Schema>>
  readonly #names = z.registry<{ id: string }>()

  constructor(routes: readonly Route[]) {
    const named = Object.entries(bodies).filter(([, body]) => body instanceof z.ZodType)
    for (const [id, schema] of named) this.#names.add(schema as z.ZodType, { id })
    const uri = (id: string) => `#/components/schemas/${id}`
    const { schemas: input } = z.toJSONSchema(this.#names, { uri, io: 'input' })
    const { schemas: output } = z.toJSONSchema(this.#names, { uri, io: 'output' })
    const asked = new Set(routes.map(({ body }) => body && this.#names.get(body.schema)?.id))
    const components = Object.keys(output).map((id) => {
      const schema = asked.has(id) ? input[id] : output[id]
      return [id, plain(schema ?? {})]
    })
    this.components = Object.fromEntries(components)
  }

  media(schema: z.ZodType): { schema: Schema } {
    const id = this.#names.get(schema)?.id
    if (id) return { schema: { $ref: `#/components/schemas/${id}` } }
    return { schema: plain(z.toJSONSchema(schema)) }
  }
}

function inUnits(bytes: number): string {
  if (bytes % MEBIBYTE === 0) return `${bytes / MEBIBYTE} MiB`
  return bytes % KIBIBYTE === 0 ? `${bytes / KIBIBYTE} KiB` : `${bytes} bytes`
}

/** A part of a document says neither its dialect nor where it is. */
function plain({ $schema, $id, ...schema }: Record<string, unknown>): Schema {
  return schema
}
