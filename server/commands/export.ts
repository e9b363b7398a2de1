/**
 * Export: every document that is not in the trash as a file, beside a server or without one.
 *
 * Into a folder that is empty or not there yet: a file for each, named by its title; the pictures that
 * the texts show, under `pictures`, while links to them stay as they are; and `index.json`, which says what
 * is what. One document is in memory at a time. A damaged one is written as far as it can be read.
 */
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, WeftError } from '../../shared/errors.ts'
import { textFileNameOf } from '../../shared/file-name.ts'
import { cleanName } from '../../shared/names.ts'
import { CONTENT, META, TITLE_MAX } from '../../shared/protocol.ts'
import { restore } from '../documents/restore.ts'
import type { ListedRoom } from '../store/catalog.ts'
import { openToRead } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { type Command, onlyWord, placeOfDocuments, type Say } from './command.ts'
import { everyRoom } from './every-room.ts'
import { FileNames } from './file-names.ts'
import { picturesIn } from './pictures-in.ts'

const INDEX = 'index.json'
const PICTURES = 'pictures'

/** A line of `index.json`. Times as ISO 8601. */
interface Exported {
  readonly room: string
  readonly title: string
  readonly file: string
  readonly created: string
  readonly edited: string
  /** As paths in the folder. */
  readonly pictures: readonly string[]
  /** Why this is not all of it. */
  readonly damage?: string
}

export const exportAll: Command = async (args, say) => {
  const folder = onlyWord(args, 'DIR')
  const store = await openToRead(placeOfDocuments())
  try {
    return await exportTo(store, folder, say)
  } finally {
    await store.close()
  }
}

/** False when something was damaged. */
export async function exportTo(store: Store, folder: string, say: Say): Promise<boolean> {
  makeEmpty(folder)
  const names = new FileNames([INDEX, PICTURES])
  const index: Exported[] = []
  let isWhole = true
  for await (const listed of everyRoom(store, [false])) {
    const { exported, damage } = await exportRoom(store, listed, { folder, names })
    if (exported) index.push(exported)
    if (damage === undefined) continue
    isWhole = false
    say(damage)
  }
  write(join(folder, INDEX), `${JSON.stringify(index, null, 2)}\n`)
  const pictures = index.reduce((sum, each) => sum + each.pictures.length, 0)
  say(`${folder}: ${index.length} documents, ${pictures} pictures; ${INDEX} says what is what`)
  return isWhole
}

interface Target {
  readonly folder: string
  readonly names: FileNames
}

/** `exported` is undefined when nothing of it can be read. */
async function exportRoom(store: Store, listed: ListedRoom, { folder, names }: Target) {
  const { room, created, edited } = listed
  try {
    const { title, language, text, damage: lost } = await read(store, room)
    const file = names.take(textFileNameOf(title, language))
    write(join(folder, file), text)
    utimesSync(join(folder, file), new Date(), new Date(edited))
    const { pictures, damage = lost } = await exportPictures(store, room, text, folder)
    const times = { created: isoOf(created), edited: isoOf(edited) }
    const exported = { room, title, file, ...times, pictures, ...(damage && { damage }) }
    return { exported, damage }
  } catch (error) {
    if (codeOf(error) !== 'row-damaged') throw error
    return { damage: `${(error as Error).message}: nothing of it was written` }
  }
}

async function read(store: Store, room: string) {
  const { doc, damage } = await restore(store, room, (await store.head(room)) ?? 0)
  const meta = doc.getMap<unknown>(META)
  const [title, language] = [meta.get('title'), meta.get('language')]
  return {
    title: typeof title === 'string' ? cleanName(title, TITLE_MAX) : '',
    language: typeof language === 'string' ? language : null,
    text: doc.getText(CONTENT).toString(),
    damage: damage?.message,
  }
}

async function exportPictures(store: Store, room: string, text: string, folder: string) {
  const pictures: string[] = []
  let damage: string | undefined
  for (const id of picturesIn(text, room)) {
    try {
      const picture = await store.attachment(room, id)
      if (!picture) continue
      const file = join(PICTURES, `${id}.${picture.type.replace(/^image\//, '')}`)
      mkdirSync(join(folder, PICTURES), { recursive: true })
      write(join(folder, file), picture.bytes)
      pictures.push(file)
    } catch (error) {
      if (codeOf(error) !== 'row-damaged') throw error
      damage = (error as Error).message
    }
  }
  return { pictures, damage }
}

function makeEmpty(folder: string): void {
  mkdirSync(folder, { recursive: true })
  if (readdirSync(folder).length > 0)
    throw new WeftError('store-failing', `${folder} is not empty: nothing is overwritten`)
}

const write = (path: string, content: string | Uint8Array): void =>
  writeFileSync(path, content, { flag: 'wx' })

const isoOf = (time: number): string => new Date(time).toISOString()
