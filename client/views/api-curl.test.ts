import { expect, it } from 'vitest'
import type { Operation } from '../../shared/openapi.ts'
import { curlFor } from './api-curl.ts'

const ORIGIN = 'https://weft.example'
const PLAIN: Operation = {
  operationId: 'try',
  summary: 'Try',
  tags: ['Rooms'],
  security: [],
  parameters: [],
  responses: {},
}

const body = (type: string, example: unknown): Operation['requestBody'] => ({
  required: true,
  description: '',
  content: { [type]: { schema: {}, example } },
})

it('writes a line that a shell takes as it is', () => {
  expect(curlFor('get', '/api/openapi.json', PLAIN, ORIGIN)).toBe(
    'curl "https://weft.example/api/openapi.json"',
  )
  const json = { ...PLAIN, requestBody: body('application/json', { title: "Ana's" }) }
  expect(curlFor('post', '/api/rooms', json, ORIGIN)).toBe(
    `curl -X POST "https://weft.example/api/rooms" \\\n  --json '{"title":"Ana'\\''s"}'`,
  )
})

it('leaves the names of the path, and who asks, to be set', () => {
  const token: Operation = { ...PLAIN, security: [{ token: [] }, { admin: [] }] }
  expect(curlFor('delete', '/api/rooms/{id}/links/{link}', token, ORIGIN)).toBe(
    'curl -X DELETE "https://weft.example/api/rooms/$ROOM/links/$LINK" \\\n  -H "Authorization: Bearer $TOKEN"',
  )
  const guest: Operation = { ...PLAIN, security: [{ session: [] }, { guest: [] }] }
  expect(curlFor('get', '/api/me', guest, ORIGIN)).toContain('"Authorization: Guest $SECRET"')
})
