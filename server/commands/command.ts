/**
 * Command: what the commands of an operator have in common.
 *
 * Each is a function of its words, tells what it has done line by line, and answers whether all is well;
 * it throws, in one sentence for the operator, when it cannot go on.
 */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, readPlace } from '../config.ts'
import { DATABASE, type StorePlace } from '../store/open.ts'

export type Say = (line: string) => void
export type Command = (args: readonly string[], say: Say) => Promise<boolean>

/** The one word that a command wants; `name`: of what it is. Throws ConfigError. */
export function onlyWord(args: readonly string[], name: string): string {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true })
  const [word, ...others] = positionals
  if (word === undefined || others.length > 0) throw new ConfigError(`one ${name} is needed.`)
  return resolve(word)
}

/** Throws ConfigError. */
export function noWords(args: readonly string[]): void {
  parseArgs({ args: [...args] })
}

export function placeOfDocuments(): StorePlace {
  const { dataDir, databaseUrl } = readPlace()
  return databaseUrl ? { databaseUrl, isShared: false } : { file: join(dataDir, DATABASE) }
}

/** 1,234 B, 12.3 kB, 4.5 MB … */
export function inWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1_000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1)
  const digits = power === 0 ? 0 : 1
  return `${(bytes / 1_000 ** power).toFixed(digits)} ${units[power]}`
}
