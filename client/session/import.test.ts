import { afterEach, expect, it, vi } from 'vitest'
import { droppedFiles, type Imported, importFiles } from './import.ts'

/** What a browser makes of a file that was dropped. */
class FileEntry {
  readonly isDirectory = false
  readonly name: string
  readonly #content: string | null

  /** null: it cannot be read. */
  constructor(name: string, content: string | null) {
    this.name = name
    this.#content = content
  }
  file(found: (file: File) => void, failed: (why: Error) => void): void {
    if (this.#content === null) failed(new Error('NotFoundError'))
    else found(new File([this.#content], this.name))
  }
}

/** A folder that nobody may look into. */
const closed = {
  name: 'closed',
  isDirectory: true,
  createReader: () => ({
    readEntries: (_found: () => void, failed: (why: Error) => void) => failed(new Error('no')),
  }),
}

afterEach(() => vi.unstubAllGlobals())

it('takes what can be read of a drop, and names the rest', async () => {
  vi.stubGlobal('FileSystemFileEntry', FileEntry)
  const entries = [new FileEntry('a.md', 'words'), new FileEntry('b.md', null), closed]
  const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }))
  const found = await droppedFiles({ items } as unknown as DataTransfer)
  expect(found.map(({ name }) => name)).toEqual(['a.md', 'b.md', 'closed'])
  const told: Imported[] = []
  await importFiles(found.slice(1), (each) => told.push(each))
  expect(
    told.map(({ name, answer }) => [name, answer.kind === 'failed' && answer.fault.code]),
  ).toEqual([
    ['b.md', 'unreadable'],
    ['closed', 'unreadable'],
  ])
})
