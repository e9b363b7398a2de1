/**
 * FileNames: names for many files in one folder, each once.
 *
 * Promises names that no system takes for the same, whatever it does with capitals and accents, that every
 * one can have, and that none hides.
 */

/** Bytes that a name may have, less some for a number; most systems take 255. */
const BYTES_MAX = 200
/** Names that Windows keeps for devices, whatever their ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i

export class FileNames {
  readonly #taken: Set<string>

  constructor(taken: readonly string[]) {
    this.#taken = new Set(taken.map(folded))
  }

  /** This name, or the nearest that is free. */
  take(wanted: string): string {
    const [stem, ending] = split(wanted)
    const plain = stem.replace(/^[.\s]+/, '').replace(DEVICE, '$1_')
    const start = cut(plain, BYTES_MAX - Buffer.byteLength(ending)) || 'untitled'
    for (let number = 1; ; number += 1) {
      const name = `${start}${number === 1 ? '' : ` ${number}`}${ending}`
      if (this.#taken.has(folded(name))) continue
      this.#taken.add(folded(name))
      return name
    }
  }
}

const folded = (name: string): string => name.normalize('NFKC').toLowerCase()

function split(name: string): readonly [string, string] {
  const at = name.lastIndexOf('.')
  return at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at)]
}

/** Whole characters, and no dot or space at the end. */
function cut(text: string, bytes: number): string {
  let kept = ''
  for (const character of text.toWellFormed()) {
    if (Buffer.byteLength(kept) + Buffer.byteLength(character) > bytes) break
    kept += character
  }
  return kept.replace(/[.\s]+$/, '')
}
