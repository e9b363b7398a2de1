/**
 * Promise: no token, link's secret, guest's secret, password or cookie is in any line that a server writes.
 *
 * Runs around all stories: before them it forgets the last run, after them it reads all that was noted
 * (secrets.ts) and all that was written. A run in which nothing was noted or nothing was written proves
 * nothing, and fails. What is found is named by its kind, and shown without itself.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { LOGS, RUN, SECRETS, type Secret } from './secrets.ts'

export default function aroundAll(): () => void {
  rmSync(RUN, { recursive: true, force: true })
  return expectUntold
}

function expectUntold(): void {
  const secrets = lines(SECRETS).map((line) => JSON.parse(line) as Secret)
  const written = files(LOGS).flatMap((file) =>
    lines(join(LOGS, file)).map((line, at) => ({ where: `${file}:${at + 1}`, line })),
  )
  if (secrets.length === 0) throw new Error('no secret was noted, so none could be found')
  if (written.length === 0) throw new Error('no server wrote anything, so nothing could be found')
  const told = written.flatMap(({ where, line }) => {
    const found = secrets.filter((secret) => forms(secret).some((form) => line.includes(form)))
    return found.length > 0 ? [`${where}: ${found.reduce(without, line)}`] : []
  })
  if (told.length > 0) throw new Error(`T21: secrets in what servers wrote:\n${told.join('\n')}`)
}

/** As it is, within JSON, and within an address. */
const forms = ({ value }: Secret): string[] => [
  value,
  JSON.stringify(value).slice(1, -1),
  encodeURIComponent(value),
]

const without = (line: string, secret: Secret): string =>
  forms(secret).reduce((left, form) => left.replaceAll(form, `«a ${secret.kind}»`), line)

const files = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : [])

const lines = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
