/**
 * Server: the real program with a folder of its own, which a story may kill and start again.
 *
 * Promises that after a restart it listens on the same address over the same data, and that `stop`
 * leaves neither process nor folder behind, whatever happened before.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createRoom, tokenFor } from '../server/testing/live.ts'
import type { CreatedLink, CreatedRoom, CreateLink } from '../shared/api.ts'
import type { Limits } from '../shared/protocol.ts'
import { type LinkedRole, linkIdOf } from '../shared/secrets.ts'
import { ServerProcess, type ServerProcessOptions } from '../tools/server-process.ts'
import { LOGS, note, noteAllOf } from './secrets.ts'

/** All the people of all stories come from one address. */
const MANY_STORIES = { createdRooms: 1_000, joinBurst: 1_000, joinRate: 1_000 }

/** More of its settings (server/config.ts). */
type Env = Readonly<Record<string, string>>

export class Server {
  readonly url: string
  readonly dataDir: string
  readonly #limits: Partial<Limits>
  readonly #env: Env
  #process: ServerProcess | null

  private constructor(dataDir: string, limits: Partial<Limits>, env: Env, process: ServerProcess) {
    this.dataDir = dataDir
    this.#limits = limits
    this.#env = env
    this.url = process.url
    this.#process = process
  }

  static async start(special: Partial<Limits> = {}, env: Env = {}): Promise<Server> {
    const dataDir = mkdtempSync(join(tmpdir(), 'weft-e2e-'))
    const limits = { ...MANY_STORIES, ...special }
    const process = await started({ dataDir, limits, env })
    return new Server(dataDir, limits, env, process)
  }

  /** kill -9. */
  async crash(): Promise<void> {
    await this.#process?.kill()
    this.#process = null
  }

  async restart(): Promise<void> {
    const port = Number(new URL(this.url).port)
    const [limits, env] = [this.#limits, this.#env]
    this.#process = await started({ dataDir: this.dataDir, port, limits, env })
  }

  async stop(): Promise<void> {
    await this.#process?.stop()
    rmSync(this.dataDir, { recursive: true })
  }

  /** The last change of the only room, as a disk that forgets would have it. The server must be down. */
  damage(): void {
    const database = new DatabaseSync(join(this.dataDir, 'weft.db'))
    database.exec(
      'UPDATE log SET data = zeroblob(length(data)) WHERE seq = (SELECT max(seq) FROM log)',
    )
    database.close()
  }

  /** From now on, when what it is writing is written, the server cannot write. Returns what ends it. */
  lockStore(): () => void {
    const database = new DatabaseSync(join(this.dataDir, 'weft.db'), { timeout: 10_000 })
    database.exec('BEGIN EXCLUSIVE')
    return () => database.close()
  }

  /** A document made over HTTP, as a script would. */
  async createRoom(body: { title?: string; text?: string } = {}): Promise<CreatedRoom> {
    const room = await createRoom(this.url, body)
    noteAllOf(room)
    return room
  }

  /** One link more, made by an owner with the room's own. Returns its address. */
  async makeLink({ room, links }: CreatedRoom, body: Partial<CreateLink>): Promise<string> {
    const { token } = await tokenFor(this.url, { room, links }, 'owner', 'A program')
    note('token', token)
    const response = await fetch(`${this.url}/api/rooms/${room}/links`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    const link = (await response.json()) as CreatedLink
    noteAllOf(link)
    return link.url
  }

  /** Whether somebody would be let in by this link. */
  isOpen(link: string): Promise<boolean> {
    return this.tokenAt(link, 'A program').then(
      () => true,
      () => false,
    )
  }

  /** Sets the end of a link, in seconds since 1970. */
  async endLink({ room, links }: CreatedRoom, link: string, expires: number): Promise<void> {
    const { token } = await tokenFor(this.url, { room, links }, 'owner', 'A program')
    note('token', token)
    const id = linkIdOf(new URL(link).hash.slice(1))
    const response = await fetch(`${this.url}/api/rooms/${room}/links/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ expires }),
    })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  }

  /** The text as the server has it on disk, read by a program with this link. */
  async textAt(link: string): Promise<string> {
    const { token, room } = await this.tokenAt(link, 'A program')
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(`${this.url}/api/rooms/${room}/text`, { headers })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    return response.text()
  }

  /** What this link is good for, for somebody of this name. */
  async tokenAt(link: string, name: string): Promise<{ room: string; token: string }> {
    const { pathname, hash } = new URL(link)
    const [, , room = ''] = pathname.split('/')
    const links = [{ role: 'editor', secret: hash.slice(1), url: link } as const]
    const { token } = await tokenFor(this.url, { room, links }, 'editor', name)
    note('token', token)
    return { room, token }
  }
}

/** With all that it writes kept, for untold.ts. */
const started = (options: ServerProcessOptions): Promise<ServerProcess> =>
  ServerProcess.start({
    ...options,
    log: join(LOGS, basename(options.dataDir)),
    env: { LOG_LEVEL: 'trace', ...options.env },
  })

/** The address that gives this role. */
export function linkOf({ links }: CreatedRoom, role: LinkedRole): string {
  const link = links.find((each) => each.role === role)
  if (link === undefined) throw new Error(`a new room has no link for ${role}`)
  return link.url
}
