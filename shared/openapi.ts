/**
 * OpenAPI: the shape of what `GET /api/openapi.json` answers: OpenAPI 3.1, as much of it as Weft uses.
 *
 * The server writes it (server/http/openapi.ts) from the routes that it answers, and the page at `/api`
 * reads it, so that nothing is said of a request in two places.
 */
import type { Role } from './protocol.ts'

export interface OpenApi {
  readonly openapi: '3.1.1'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<Method, Operation>>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly securitySchemes: Readonly<Record<string, { readonly description: string }>>
  }
}

export const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const
export type Method = (typeof METHODS)[number]

export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly [string]
  /** One of these is needed, by its name among the components; of none: nothing is. */
  readonly security: readonly Readonly<Record<string, readonly []>>[]
  /** Who may, of those whom a room has given a role. */
  readonly 'x-roles'?: readonly Role[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: {
    readonly required: true
    readonly description: string
    readonly content: Content
  }
  readonly responses: Readonly<Record<string, Answer>>
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly description: string
  readonly schema: Schema
}

export interface Answer {
  readonly description: string
  readonly content?: Content
}

/** By media type. */
export type Content = Readonly<Record<string, MediaType>>

export interface MediaType {
  readonly schema: Schema
  readonly example?: unknown
  /** Of an error: each code that there can be, by itself. */
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}

/** JSON Schema 2020-12, what zod writes of it. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly default?: unknown
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
}
