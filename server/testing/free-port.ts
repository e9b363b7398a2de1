/**
 * Free port: one that a server can have again after it was killed.
 */
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below the ports that systems hand out by themselves: nobody takes it while the server is dead. */
export async function freePort(): Promise<number> {
  const port = randomInt(20_000, 32_000)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const probe = createServer()
  probe.once('error', () => resolve(false))
  probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  return (await promise) ? port : freePort()
}
