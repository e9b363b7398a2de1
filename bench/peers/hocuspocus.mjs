/**
 * Hocuspocus as its guide sets it up, with its SQLite extension: every setting is its default, and the
 * database is a file in the folder that it is given. With REDIS_PORT it is one of several, with its Redis
 * extension, all of which have that file. It lets everybody in.
 */
import { join } from 'node:path'
import { Redis } from '@hocuspocus/extension-redis'
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'

const [, , folder] = process.argv
const { REDIS_PORT: port } = process.env
const server = new Server({
  address: '127.0.0.1',
  port: 0,
  quiet: true,
  extensions: [
    new SQLite({ database: join(folder, 'hocuspocus.sqlite') }),
    ...(port ? [new Redis({ host: '127.0.0.1', port: Number(port) })] : []),
  ],
})
await server.listen()
process.stdout.write(`listening on http://127.0.0.1:${server.address.port}\n`)
