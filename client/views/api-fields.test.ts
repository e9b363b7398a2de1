import { describe, expect, it } from 'vitest'
import type { Schema } from '../../shared/openapi.ts'
import { fieldsOf, typeOf } from './api-fields.ts'

describe('typeOf', () => {
  it.each<[Schema, string]>([
    [{ type: 'string' }, 'text'],
    [{ type: 'string', maxLength: 5_000_000 }, 'text, at most 5,000,000 characters'],
    [{ type: 'string', minLength: 1, maxLength: 40 }, 'text, 1 to 40 characters'],
    [{ type: 'string', pattern: '^[\\w-]{22,86}$' }, 'text, 22 to 86 characters'],
    [{ type: 'string', enum: ['viewer', 'editor', 'owner'] }, 'viewer, editor or owner'],
    [{ anyOf: [{ enum: ['viewer', 'owner'] }, { type: 'null' }] }, 'viewer, owner or null'],
    [{ anyOf: [{ type: 'integer', maximum: 9 }, { type: 'null' }] }, 'whole number or null'],
    [{ type: 'integer', minimum: 1, maximum: 1_000 }, 'whole number, 1 to 1,000'],
    [{ type: ['number', 'null'] }, 'number or null'],
    [{ type: 'boolean' }, 'true or false'],
  ])('%j is %s', (schema, words) => expect(typeOf(schema)).toBe(words))
})

it('fieldsOf names what lies within, and says what may be left out', () => {
  const components = { Person: { properties: { name: { type: 'string' } }, required: ['name'] } }
  const schema: Schema = {
    properties: {
      people: {
        type: 'array',
        items: { $ref: '#/components/schemas/Person' },
        description: 'All.',
      },
      owner: { $ref: '#/components/schemas/Person' },
      once: { type: 'boolean', default: false },
      label: { type: 'string' },
    },
    required: ['people', 'owner'],
  }
  expect(fieldsOf(schema, components)).toEqual([
    { name: 'people', type: 'list', unset: '', words: 'All.' },
    { name: 'people[].name', type: 'text', unset: '', words: '' },
    { name: 'owner.name', type: 'text', unset: '', words: '' },
    { name: 'once', type: 'true or false', unset: 'false if left out', words: '' },
    { name: 'label', type: 'text', unset: 'optional', words: '' },
  ])
})
