/**
 * Import: files of this computer as new documents.
 *
 * Promises that a file which is no text, too large, or not to be read is named and nothing is made of it; and that one
 * that fails does not keep the others. A Markdown or text file's document is called by its name alone, any
 * other by the whole, since its ending says what it is.
 */

import { PROSE } from '../../shared/file-name.ts'
import { cleanName } from '../../shared/names.ts'
import { TEXT_MAX, TITLE_MAX } from '../../shared/protocol.ts'
import { type Answer, failed } from './request.ts'
import { type Creation, createRoom } from './room-creation.ts'

/** As many bytes hold that many characters of any script. */
const BYTES_MAX = TEXT_MAX * 4
/** What a folder has for programs, not for people. */
const HIDDEN = /(^|\/)(\.|node_modules\/)/

/** A file, or what cannot be read: a link to nowhere, a folder of somebody else's. */
export type Found = File | Pick<FileSystemEntry, 'name'>

export interface Imported {
  readonly name: string
  readonly answer: Answer<Creation>
}

/** One after the other; tells after each. */
export async function importFiles(
  files: readonly Found[],
  told: (imported: Imported) => void,
): Promise<void> {
  for (const file of files) told({ name: file.name, answer: await importFile(file) })
}

/** Of a folder's files, those that somebody may have meant. */
export const meant = (files: readonly File[]): File[] =>
  files.filter(({ name, webkitRelativePath }) => !HIDDEN.test(webkitRelativePath || name))

async function importFile(file: Found): Promise<Answer<Creation>> {
  if (!(file instanceof File)) return failed('unreadable')
  if (file.size > BYTES_MAX) return failed('too-large')
  const text = await readText(file)
  if (text === null) return failed('no-text')
  if (text.length > TEXT_MAX) return failed('too-large')
  return createRoom({ title: titleOf(file.name), text })
}

/** Null when it is none: a zero byte is in no text. */
async function readText(file: File): Promise<string | null> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}

const titleOf = (name: string): string => cleanName(name.replace(PROSE, ''), TITLE_MAX)

/** What was dropped, folders with all that is in them. Hidden files are left out. */
export async function droppedFiles({ items }: DataTransfer): Promise<Found[]> {
  // All at once: after the first wait the list is empty.
  const dropped = [...items].map((item) => item.webkitGetAsEntry() ?? item.getAsFile())
  const files = await Promise.all(dropped.map((each) => (each ? filesOf(each) : [])))
  return files.flat()
}

async function filesOf(entry: FileSystemEntry | File): Promise<Found[]> {
  if (entry instanceof File) return [entry]
  if (HIDDEN.test(`${entry.name}${entry.isDirectory ? '/' : ''}`)) return []
  if (entry instanceof FileSystemFileEntry) return [await fileOf(entry)]
  const inner = await allIn((entry as FileSystemDirectoryEntry).createReader()).catch(() => null)
  if (inner === null) return [entry]
  return (await Promise.all(inner.map(filesOf))).flat()
}

const fileOf = (entry: FileSystemFileEntry): Promise<Found> =>
  new Promise((resolve) => entry.file(resolve, () => resolve(entry)))

/** A reader gives a hundred at a time, and none at the end. */
async function allIn(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const next = () =>
    new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
  const all: FileSystemEntry[] = []
  for (let some = await next(); some.length > 0; some = await next()) all.push(...some)
  return all
}
