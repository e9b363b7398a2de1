/**
 * Verify: reads all that is stored of every room, and says what is damaged.
 *
 * One line for each damaged room, and one for all. Reads only, also beside a server, and all of one
 * moment. What is looked at: that every row and snapshot is what was written, that no seq is missing
 * after the snapshot, that each row is an update, that together they make a document with nothing
 * missing, that the snapshot has what its rows say, and that the pictures which the text shows are whole.
 */
import * as Y from 'yjs'
import { codeOf } from '../../shared/errors.ts'
import { CONTENT } from '../../shared/protocol.ts'
import { restore } from '../documents/restore.ts'
import { openToRead } from '../store/open.ts'
import type { Row, Store } from '../store/store.ts'
import { type Command, noWords, placeOfDocuments } from './command.ts'
import { everyRoom } from './every-room.ts'
import { picturesIn } from './pictures-in.ts'

/** As many rows are held at a time. */
const ROWS_A_STEP = 1_000

export interface Verified {
  readonly rows: number
  /** What is wrong; null when nothing is. */
  readonly damage: string | null
}

export const verify: Command = async (args, say) => {
  noWords(args)
  const store = await openToRead(placeOfDocuments())
  try {
    return await verifyAll(store, say)
  } finally {
    await store.close()
  }
}

export async function verifyAll(store: Store, say: (line: string) => void): Promise<boolean> {
  let [rooms, rows, damaged] = [0, 0, 0]
  for await (const { room } of everyRoom(store)) {
    const verified = await verifyRoom(store, room)
    rooms += 1
    rows += verified.rows
    if (verified.damage === null) continue
    damaged += 1
    say(verified.damage)
  }
  say(`${rooms} documents, ${rows} rows: ${damaged === 0 ? 'all whole' : `${damaged} damaged`}`)
  return damaged === 0
}

/** Throws when it cannot be read for another reason than damage. */
export async function verifyRoom(store: Store, room: string): Promise<Verified> {
  let rows = 0
  try {
    const head = (await store.head(room)) ?? 0
    const { doc, snapshot, damage } = await restore(store, room, head)
    if (damage) throw damage
    const covered = snapshot && documentOf(snapshot.state)
    for await (const row of everyRow(store, room)) {
      expectUpdate(room, row)
      if (covered && row.seq <= snapshot.seq) expectKnown(room, covered, row)
      rows += 1
    }
    await expectPictures(store, room, doc.getText(CONTENT).toString())
    return { rows, damage: null }
  } catch (error) {
    if (codeOf(error) !== 'row-damaged' && !(error instanceof Found)) throw error
    return { rows, damage: (error as Error).message }
  }
}

/** Something that is wrong with a room, and no store could have seen. */
class Found extends Error {
  constructor(room: string, what: string) {
    super(`room ${room}, ${what}`)
  }
}

async function* everyRow(store: Store, room: string): AsyncGenerator<Row> {
  for (let after = 0; ; ) {
    const rows = await store.rows(room, after, ROWS_A_STEP)
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < ROWS_A_STEP) return
    after = last.seq
  }
}

function expectUpdate(room: string, { seq, update }: Row): void {
  try {
    Y.decodeUpdate(update)
  } catch (error) {
    throw new Found(room, `seq ${seq}: it is no update: ${(error as Error).message}`)
  }
}

function documentOf(state: Uint8Array): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  return doc
}

/** What a snapshot covers changes nothing in it. */
function expectKnown(room: string, covered: Y.Doc, { seq, update }: Row): void {
  let isNew = false
  const changed = () => {
    isNew = true
  }
  covered.on('update', changed)
  Y.applyUpdate(covered, update)
  covered.off('update', changed)
  if (isNew || covered.store.pendingStructs || covered.store.pendingDs)
    throw new Found(room, `seq ${seq}: the snapshot that covers it lacks what it says`)
}

async function expectPictures(store: Store, room: string, text: string): Promise<void> {
  for (const id of picturesIn(text, room)) await store.attachment(room, id)
}
