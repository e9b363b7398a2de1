/**
 * Passes: tokens for whoever a load tool plays, signed with the secret of the server that it started.
 *
 * They last for a day, so that no run meets their end. An editor's makes its room at the first connect,
 * so a tool needs no HTTP to have rooms and thousands of people.
 */
import { randomBytes } from 'node:crypto'
import { Tokens } from '../server/access/token.ts'
import type { Role } from '../shared/protocol.ts'

const LASTING_MS = 24 * 3_600_000

export class Passes {
  /** For the server's JWT_SECRET. */
  readonly secret: string
  readonly #tokens: Tokens

  constructor(secret = randomBytes(32).toString('base64url')) {
    this.secret = secret
    this.#tokens = new Tokens({ secret })
  }

  /** `user` is both id and name. */
  for(room: string, user: string, role: Role): Promise<string> {
    const expires = Date.now() + LASTING_MS
    return this.#tokens.sign({ room, role, user: { id: user, name: user }, expires })
  }
}
