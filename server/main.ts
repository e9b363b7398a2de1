/**
 * Main: the program. Reads the environment, listens, and goes in peace on SIGTERM or SIGINT.
 */
import { networkInterfaces } from 'node:os'
import { pino } from 'pino'
import { type Config, ConfigError, readConfig } from './config.ts'
import { createServer } from './server.ts'

/** A store that fails must not keep a deploy waiting for ever. */
const EXIT_AFTER_MS = 15_000

function addresses({ host, publicUrl }: Config, port: number): string[] {
  if (publicUrl) return [publicUrl]
  if (host) return [`http://${host.includes(':') ? `[${host}]` : host}:${port}`]
  const found = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const lan = found.filter(({ family, internal }) => family === 'IPv4' && !internal)
  return ['localhost', ...lan.map(({ address }) => address)].map((name) => `http://${name}:${port}`)
}

function greeting(config: Config, port: number): string {
  const [here, ...others] = addresses(config, port)
  const lines = [`\n  Weft is ready:  ${here}`]
  for (const address of others) lines.push(`  in your network:  ${address}`)
  return `${lines.join('\n')}\n  documents are in  ${storeOf(config)}\n\n`
}

/** Nobody's name or password is shown with it. */
function storeOf({ dataDir, databaseUrl }: Config): string {
  if (!databaseUrl) return dataDir
  const { host, pathname } = new URL(databaseUrl)
  return `Postgres, ${host}${pathname}`
}

async function run(): Promise<void> {
  const config = readConfig()
  const logger = pino({ level: config.logLevel })
  const stop = async (why: string) => {
    logger.info({ why }, 'stopping')
    setTimeout(() => process.exit(1), EXIT_AFTER_MS).unref()
    await server.close()
    process.exit(0)
  }
  const onDrain = () => void stop('the operator asked for it')
  const server = await createServer({ ...config, journal: logger, onDrain })
  const port = await server.listen(config.port, config.host)
  process.once('SIGTERM', () => void stop('SIGTERM'))
  process.once('SIGINT', () => void stop('SIGINT'))
  // In a terminal the greeting is enough.
  if (!process.stdout.isTTY) logger.info({ port, documents: storeOf(config) }, 'listening')
  // Last: whoever reads it may send a signal at once.
  process.stdout.write(greeting(config, port))
}

try {
  await run()
} catch (error) {
  // By name: what was thrown on the document thread has lost its class.
  const { name, message } = error as Error
  const isPlain = error instanceof ConfigError || name === 'WeftError'
  const words = isPlain ? message : String(error)
  process.stderr.write(`weft: ${words}\n`)
  process.exit(1)
}
