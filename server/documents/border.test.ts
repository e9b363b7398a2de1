import { expect, it } from 'vitest'
import { pack, unpack } from './border.ts'
import type { Append } from './documents.ts'

it('appends come out on the other side as they went in, whoever may write what', () => {
  const appends: Append[] = [
    { user: 'ana', scope: 'all', update: Uint8Array.of(1, 2) },
    { user: 'carol', scope: 'comments', update: Uint8Array.of() },
    { user: 'carol', scope: 'all', update: Uint8Array.of(3) },
    { user: 'dan', scope: 'comments', update: Uint8Array.of(4, 5, 6) },
  ]
  expect(unpack(pack(appends))).toEqual(appends)
})
