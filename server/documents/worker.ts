/**
 * Worker: the document thread.
 *
 * Runs LocalDocuments over the store that it is told to open, and speaks the messages of border.ts with thread.ts. It
 * decides nothing: a fault that escapes ends it, and thread.ts starts another from the log.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { openStore } from '../store/open.ts'
import {
  type Answer,
  type Call,
  Outbox,
  type Packed,
  packOutcomes,
  toFault,
  unpack,
  type WorkerOptions,
} from './border.ts'
import { LocalDocuments } from './local.ts'

async function serve(port: NonNullable<typeof parentPort>, options: WorkerOptions): Promise<void> {
  const { retention, documentBytes, ...place } = options
  const documents = new LocalDocuments({ store: await openStore(place), retention, documentBytes })
  const outbox = new Outbox<Answer>((answers) => port.postMessage(answers))
  documents.listen({
    committed: (change) => outbox.post({ event: 'committed', change }),
    caughtUp: (change) => outbox.post({ event: 'caughtUp', change }),
    unread: (room) => outbox.post({ event: 'unread', room }),
    claimed: (from, to) => outbox.post({ event: 'claimed', from, to }),
    linkChanged: (room, link) => outbox.post({ event: 'linkChanged', room, link }),
    accessChanged: (room, access) => outbox.post({ event: 'accessChanged', room, access }),
    said: (room, remark) => outbox.post({ event: 'said', room, remark }),
    storing: (code, reason) => outbox.post({ event: 'storing', code, reason }),
    tidied: (tidied) => outbox.post({ event: 'tidied', tidied }),
    trouble: (error) => outbox.post({ event: 'trouble', fault: toFault(error) }),
    lost: () => undefined,
  })
  const run = async ({ method, args }: Call): Promise<unknown> => {
    if (method === 'append') {
      const [room, appends] = args as [string, Packed]
      return packOutcomes(await documents.append(room, unpack(appends)))
    }
    const call = documents[method] as (...given: unknown[]) => Promise<unknown>
    return call.apply(documents, [...args])
  }
  const answer = async (call: Call) => {
    const { id } = call
    try {
      outbox.post({ id, value: await run(call) })
    } catch (error) {
      outbox.post({ id, fault: toFault(error) })
    }
  }
  port.on('message', (calls: readonly Call[]) => {
    for (const call of calls) void answer(call)
  })
  outbox.post({ event: 'ready' })
}

if (parentPort) await serve(parentPort, workerData as WorkerOptions)
