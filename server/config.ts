/**
 * Config: the environment, checked.
 *
 * The only reader of process.env. Promises options that are whole and in range, or a ConfigError whose
 * one sentence says which variable is wrong and why. The secret that signs tokens is made once and
 * kept beside the data when none is given.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { DEFAULT_LIMITS, type Limits } from '../shared/protocol.ts'
import type { ProviderOptions } from './access/provider.ts'
import { KeySet } from './access/token.ts'
import type { Access } from './http/identity.ts'

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'is not a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `is not between ${least} and ${most}`)

const limitNames = Object.keys(DEFAULT_LIMITS) as (keyof Limits)[]

/** For load tests on a trusted network. Frames are half of what may wait: see `consistent`. */
const NO_LIMITS = {
  ...Object.fromEntries(limitNames.map((name) => [name, 2 ** 31 - 1])),
  frameBytes: 2 ** 30 - 1,
}

/** A JSON object of limits by name, or `off`. */
const limitsText = z.string().transform((text, context) => {
  try {
    return text === 'off' ? NO_LIMITS : (JSON.parse(text) as unknown)
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' })
    return z.NEVER
  }
})

/** Below this a socket never says that it has drained: Node's own buffer holds as much. */
const LIMIT_MIN = 65_536
const MINIMA: Partial<Limits> = { unsentBytes: LIMIT_MIN, waitingBytes: LIMIT_MIN }

const limit = (least = 1) => z.number().int().min(least, `is not ${least} or more`).optional()
const LimitsByName = limitsText.pipe(
  z.strictObject(Object.fromEntries(limitNames.map((name) => [name, limit(MINIMA[name])]))),
)

const origins = z
  .string()
  .transform((text) => text.split(',').map((each) => each.trim()))
  .pipe(z.array(z.url({ protocol: /^https?$/, error: 'is not an http(s) origin' })))
  .transform((addresses) => addresses.map((address) => new URL(address).origin))

/** The path of a file with a JSON Web Key Set. */
const keySet = z
  .string()
  .transform((file, context) => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as unknown
    } catch (error) {
      context.addIssue({ code: 'custom', message: `cannot be read: ${(error as Error).message}` })
      return z.NEVER
    }
  })
  .pipe(KeySet)

const Environment = z.object({
  PORT: whole(0, 65_535).default(3000),
  HOST: z.string().min(1).optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  JWT_SECRET: z.string().min(32, 'is shorter than 32 characters').optional(),
  JWT_KEYS: keySet.optional(),
  ADMIN_TOKEN: z.string().min(32, 'is shorter than 32 characters').optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'is not an http(s) address' }).optional(),
  ORIGINS: origins.default([]),
  OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'is not an http(s) address' }).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_ADMIN_GROUP: z.string().optional(),
  ACCESS: z.enum(['open', 'signed-in'], 'is neither open nor signed-in').default('open'),
  TRUST_PROXY: whole(0, 32).default(0),
  LOG_LEVEL: z.enum(LOG_LEVELS, `is not one of ${LOG_LEVELS.join(', ')}`).default('info'),
  RETENTION_DAYS: whole(0, 36_500).default(30),
  DOCUMENT_THREAD: z.enum(['on', 'off'], 'is neither on nor off').default('on'),
  LIMITS: LimitsByName.optional(),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'is not a postgres:// address' })
    .optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'is not a redis:// address' }).optional(),
})

export interface Config {
  readonly port: number
  /** Undefined: all interfaces. */
  readonly host: string | undefined
  readonly dataDir: string
  /** Where documents are instead of `dataDir`; it may hold a password. */
  readonly databaseUrl: string | undefined
  /** By which several nodes tell each other; it may hold a password. */
  readonly redisUrl: string | undefined
  readonly jwtSecret: string
  readonly keys: KeySet | undefined
  readonly adminToken: string | undefined
  /** Without a slash at its end. */
  readonly publicUrl: string | undefined
  /** Of other pages that may connect. */
  readonly origins: readonly string[]
  /** The OpenID provider that people may sign in with. */
  readonly signIn: ProviderOptions | undefined
  /** Who may make rooms. */
  readonly access: Access
  readonly trustProxy: number
  readonly logLevel: (typeof LOG_LEVELS)[number]
  readonly retentionDays: number
  readonly documentThread: boolean
  readonly limits: Limits
}

/** A setting that cannot be used; the message is one sentence for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.entries(environment).filter(([, value]) => value !== '')
  const checked = Environment.safeParse(Object.fromEntries(given))
  if (!checked.success) throw refusal(checked.error)
  const { PORT, HOST, DATA_DIR, JWT_SECRET, PUBLIC_URL, TRUST_PROXY, ORIGINS, ...rest } =
    checked.data
  if (rest.REDIS_URL) expectShared(checked.data)
  const dataDir = resolve(DATA_DIR)
  return {
    port: PORT,
    host: HOST,
    dataDir,
    databaseUrl: rest.DATABASE_URL,
    redisUrl: rest.REDIS_URL,
    jwtSecret: JWT_SECRET ?? keptSecret(dataDir),
    keys: rest.JWT_KEYS,
    adminToken: rest.ADMIN_TOKEN,
    publicUrl: PUBLIC_URL?.replace(/\/+$/, ''),
    origins: ORIGINS,
    signIn: signInWith(rest),
    access: rest.ACCESS,
    trustProxy: TRUST_PROXY,
    logLevel: rest.LOG_LEVEL,
    retentionDays: rest.RETENTION_DAYS,
    documentThread: rest.DOCUMENT_THREAD === 'on',
    limits: consistent({ ...DEFAULT_LIMITS, ...rest.LIMITS }),
  }
}

/** Nodes that do not share these would each have documents, or tokens, of their own. */
function expectShared({ DATABASE_URL, JWT_SECRET }: z.infer<typeof Environment>): void {
  const needed = { DATABASE_URL, JWT_SECRET }
  for (const [name, value] of Object.entries(needed))
    if (value === undefined)
      throw new ConfigError(`${name} is missing: with REDIS_URL all nodes need the same one.`)
}

/** Where documents are; the rest is not looked at, and nothing is made. */
export function readPlace(
  environment: NodeJS.ProcessEnv = process.env,
): Pick<Config, 'dataDir' | 'databaseUrl'> {
  const given = Object.entries(environment).filter(([, value]) => value !== '')
  const place = Environment.pick({ DATA_DIR: true, DATABASE_URL: true })
  const checked = place.safeParse(Object.fromEntries(given))
  if (!checked.success) throw refusal(checked.error)
  return { dataDir: resolve(checked.data.DATA_DIR), databaseUrl: checked.data.DATABASE_URL }
}

/** A message that alone is more than may wait, or come, could never be taken. */
function consistent(limits: Limits): Limits {
  const { frameBytes, waitingBytes, byteBurst } = limits
  if (waitingBytes < 2 * frameBytes)
    throw new ConfigError('LIMITS waitingBytes is below twice frameBytes.')
  if (byteBurst < frameBytes) throw new ConfigError('LIMITS byteBurst is below frameBytes.')
  return limits
}

type SignInSettings = Pick<
  z.infer<typeof Environment>,
  'OIDC_ISSUER' | 'OIDC_CLIENT_ID' | 'OIDC_CLIENT_SECRET' | 'OIDC_ADMIN_GROUP' | 'ACCESS'
>

/** All of it or nothing: half of it would be found out by whoever tries to sign in. */
function signInWith(settings: SignInSettings): ProviderOptions | undefined {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_ADMIN_GROUP, ACCESS } = settings
  const needed = { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET }
  const missing = Object.entries(needed).filter(([, value]) => value === undefined)
  const [[first] = []] = missing
  if (OIDC_ISSUER && OIDC_CLIENT_ID && OIDC_CLIENT_SECRET)
    return {
      issuer: OIDC_ISSUER,
      clientId: OIDC_CLIENT_ID,
      clientSecret: OIDC_CLIENT_SECRET,
      operatorGroup: OIDC_ADMIN_GROUP,
    }
  if (missing.length < Object.keys(needed).length)
    throw new ConfigError(`${first} is missing: signing in needs all three of OIDC_….`)
  if (ACCESS === 'signed-in')
    throw new ConfigError('ACCESS is signed-in, but nobody can sign in without OIDC_ISSUER.')
  if (OIDC_ADMIN_GROUP !== undefined)
    throw new ConfigError('OIDC_ADMIN_GROUP is set, but nobody can sign in without OIDC_ISSUER.')
  return undefined
}

function refusal(error: z.ZodError): ConfigError {
  const [issue] = error.issues
  const [name, ...inner] = issue?.path ?? []
  return new ConfigError(`${String(name)} ${[...inner, issue?.message].join(' ')}.`)
}

/** Made at the first start, readable by the owner alone. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'jwt-secret')
  if (!existsSync(file)) makeSecret(dataDir, file)
  return readFileSync(file, 'utf8').trim()
}

/** Under another name first: there is never half a secret, and of two first starts at once one wins. */
function makeSecret(dataDir: string, file: string): void {
  const draft = `${file}.${process.pid}`
  try {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(draft, randomBytes(48).toString('base64url'), { mode: 0o600, flush: true })
    linkSync(draft, file)
  } catch (error) {
    if (existsSync(file)) return
    throw new ConfigError(`DATA_DIR cannot be written: ${(error as Error).message}.`)
  } finally {
    if (existsSync(draft)) rmSync(draft)
  }
}
