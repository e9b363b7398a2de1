/**
 * API fields: a JSON schema as the rows of a table, in words.
 *
 * What lies within a field follows it, by its whole name: `links[].role`.
 */
import type { Schema } from '../../shared/openapi.ts'

export interface Field {
  readonly name: string
  readonly type: string
  /** What holds when it is left out; empty where it cannot be. */
  readonly unset: string
  readonly words: string
}

export type Components = Readonly<Record<string, Schema>>

/** None for a schema that is no object. */
export function fieldsOf(schema: Schema, components: Components, within = ''): Field[] {
  const { properties = {}, required = [] } = resolved(schema, components)
  return Object.entries(properties).flatMap(([key, own]) => {
    const property = resolved(own, components)
    const { items } = property
    const name = within + key
    if (property.properties) return fieldsOf(property, components, `${name}.`)
    const { description: words = '' } = property
    const unset = required.includes(key) ? '' : unsetOf(property)
    const inner = items ? fieldsOf(items, components, `${name}[].`) : []
    return [{ name, type: typeOf(property), unset, words }, ...inner]
  })
}

/** A description beside a reference goes before the one that it refers to. */
export function resolved(schema: Schema, components: Components): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : { ...components[name], ...schema }
}

/** "text, at most 80 characters", "viewer, editor or null". */
export function typeOf(schema: Schema): string {
  const kinds = kindsOf(schema)
  const last = kinds.pop() ?? ''
  return kinds.length === 0 ? last : `${kinds.join(', ')} or ${last}`
}

function kindsOf(schema: Schema): string[] {
  const { type, anyOf, enum: choices } = schema
  if (anyOf) return anyOf.flatMap(kindsOf)
  if (choices) return [...choices]
  const types = typeof type === 'string' ? [type] : (type ?? [])
  return types.map((each) => (WORDS[each] ?? each) + bounds(schema))
}

/** What holds when it is left out. */
export const unsetOf = ({ default: value }: Schema): string =>
  value === undefined ? 'optional' : `${JSON.stringify(value)} if left out`

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  array: 'list',
}

function bounds({
  minLength = 0,
  maxLength,
  pattern,
  minimum = -Infinity,
  maximum,
}: Schema): string {
  if (maximum !== undefined && minimum >= 0) return `, ${minimum} to ${counted(maximum)}`
  const [, least, most] = /\{(\d+),(\d+)\}\$$/.exec(pattern ?? '') ?? [null, minLength, maxLength]
  if (most === undefined) return ''
  const range = Number(least) > 0 ? `${least} to` : 'at most'
  return `, ${range} ${counted(Number(most))} characters`
}

const counted = (count: number): string => count.toLocaleString('en')
