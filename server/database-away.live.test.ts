/**
 * What people notice when Postgres goes away under them, and comes back.
 */
import * as decoding from 'lib0/decoding'
import { afterAll, describe, expect, it } from 'vitest'
import { MessageType, Storing } from '../shared/protocol.ts'
import { createRoom, type Live, StockClient, startServer, tokenFor, until } from './testing/live.ts'
import { type Postgres, startPostgres } from './testing/postgres.ts'

const started = await startPostgres()
afterAll(() => started?.stop(), 60_000)
/** As long as a call may take, and as long as a lock may be waited for, with room to spare. */
const PATIENCE_MS = 60_000

/** A client who notes what he is told of the store. */
async function comes(live: Live, room: Awaited<ReturnType<typeof createRoom>>, name: string) {
  const { token } = await tokenFor(live.url, room, 'editor', name)
  const client = new StockClient(live.url, room.room, token)
  const told: number[] = []
  client.provider.messageHandlers[MessageType.storing] = (_encoder, decoder) => {
    told.push(decoding.readVarUint(decoder))
  }
  return { ...client, client: await client.synced(), text: client.text, told }
}

describe.skipIf(!started)('F10: Postgres goes away', () => {
  const postgres = started as Postgres

  it.each([
    ['killed', 'SIGKILL', () => postgres.start()],
    ['stopped', 'SIGSTOP', () => postgres.kill('SIGCONT')],
  ] as const)(
    'F10: %s: nothing acknowledged is lost, everyone is told, all is saved when it returns',
    async (_how, signal, comeBack) => {
      const databaseUrl = await postgres.empty()
      const live = await startServer({ databaseUrl })
      const room = await createRoom(live.url)
      const [ana, ben] = [await comes(live, room, 'Ana'), await comes(live, room, 'Ben')]
      ana.text.insert(0, 'before ')
      // Only who has asked is told.
      await Promise.all([ana.client.saved(), ben.client.saved()])
      let isSaved = false
      try {
        await postgres.kill(signal)
        ana.text.insert(ana.text.length, 'meanwhile ')
        const saved = ana.client.saved().then(() => {
          isSaved = true
        })
        await until(() => [ana, ben].every(({ told }) => told.includes(Storing.failing)))
        ben.text.insert(0, 'and ')
        expect(isSaved).toBe(false)
        expect(ben.text.toString()).toBe('and before ')
        await comeBack()
        await saved
        await until(() => [ana, ben].every(({ told }) => told.at(-1) === Storing.normal))
        await ben.client.saved()
        await until(() => ana.text.toString() === ben.text.toString())
        expect(ana.text.toString()).toBe('and before meanwhile ')
        for (const { client } of [ana, ben]) client.close()
      } finally {
        await live.stop()
      }
      const later = await startServer({ databaseUrl })
      const cleo = await comes(later, room, 'Cleo')
      expect(cleo.text.toString()).toBe('and before meanwhile ')
      cleo.client.close()
      await later.stop()
    },
    PATIENCE_MS,
  )
})
