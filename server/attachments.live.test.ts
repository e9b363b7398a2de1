/**
 * Pictures of a document, over HTTP, on a real server with its documents on a thread of their own.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredAttachment } from '../shared/api.ts'
import { createRoom, type Live, startServer, tokenFor } from './testing/live.ts'

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3)
const SVG = new TextEncoder().encode(
  '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
)

let live: Live
beforeAll(async () => {
  const limits = { attachmentBytes: 1_000, roomAttachmentBytes: 1_500, textEdits: 1_000 }
  live = await startServer({ limits })
})
afterAll(() => live.stop())

async function house() {
  const room = await createRoom(live.url, {})
  const { token } = await tokenFor(live.url, room, 'owner', 'Ana')
  const authorization = `Bearer ${token}`
  const base = `${live.url}/api/rooms/${room.room}`
  const add = (bytes: Uint8Array<ArrayBuffer>, type = 'image/png') =>
    fetch(`${base}/attachments`, {
      ...{ method: 'POST', headers: { authorization, 'content-type': type }, body: bytes },
    })
  const trash = () => fetch(`${base}/trash`, { method: 'PUT', headers: { authorization } })
  return { id: room.room, add, trash }
}

const bigPng = (size: number, last: number) => {
  const bytes = new Uint8Array(size)
  bytes.set(PNG)
  bytes[size - 1] = last
  return bytes
}

describe('a picture', () => {
  it('is kept, and seen by whoever knows its address', async () => {
    const { add } = await house()
    const added = await add(PNG)
    expect(added.status).toBe(201)
    const { id, url, type } = (await added.json()) as StoredAttachment
    expect([id.length, type]).toEqual([22, 'image/png'])
    const seen = await fetch(`${live.url}${url}`)
    expect(new Uint8Array(await seen.arrayBuffer())).toEqual(PNG)
    expect(((await (await add(PNG)).json()) as StoredAttachment).id).toBe(id)
  })

  it('T31: is sent as a picture and nothing else, by an address that nobody can guess', async () => {
    const { id, add } = await house()
    const lying = await add(PNG, 'text/html')
    const { url } = (await lying.json()) as StoredAttachment
    const { headers } = await fetch(`${live.url}${url}`)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'private, max-age=31536000, immutable',
    })
    for (const other of ['x'.repeat(22), '..', '%2e%2e'])
      expect((await fetch(`${live.url}/api/rooms/${id}/attachments/${other}`)).status).toBe(404)
    const elsewhere = (await house()).id
    expect((await fetch(`${live.url}${url.replace(id, elsewhere)}`)).status).toBe(404)
  })

  it('T31: that is a page with scripts is not taken, whatever it is called', async () => {
    const { add } = await house()
    for (const bytes of [SVG, new TextEncoder().encode('<html>GIF89a'), PNG.slice(0, 7)]) {
      const refused = await add(bytes)
      expect(refused.status).toBe(415)
      expect(await refused.json()).toMatchObject({ code: 'kind-refused' })
    }
  })

  it('is refused when it is too big, or the room has too many', async () => {
    const { add } = await house()
    expect((await add(bigPng(1_001, 0))).status).toBe(413)
    expect((await add(bigPng(1_000, 0))).status).toBe(201)
    expect((await add(bigPng(1_000, 1))).status).toBe(413)
    expect((await add(bigPng(1_000, 0))).status).toBe(201)
  })

  it('cannot be seen while its document is in the trash', async () => {
    const { add, trash } = await house()
    const { url } = (await (await add(PNG)).json()) as StoredAttachment
    await trash()
    expect((await fetch(`${live.url}${url}`)).status).toBe(410)
  })
})
