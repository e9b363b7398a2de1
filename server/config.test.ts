import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../shared/protocol.ts'
import { ConfigError, readConfig } from './config.ts'

const DATA_DIR = mkdtempSync(join(tmpdir(), 'weft-config-'))
afterAll(() => rmSync(DATA_DIR, { recursive: true }))

describe('the environment', () => {
  it('may be empty: everything has a default', () => {
    expect(readConfig({ DATA_DIR })).toMatchObject({
      port: 3000,
      host: undefined,
      trustProxy: 0,
      logLevel: 'info',
      retentionDays: 30,
      documentThread: true,
      limits: DEFAULT_LIMITS,
    })
  })

  it('without a secret gets one that stays the same, and that only its owner can read', () => {
    const { jwtSecret } = readConfig({ DATA_DIR })
    expect(jwtSecret.length).toBeGreaterThanOrEqual(64)
    expect(readConfig({ DATA_DIR }).jwtSecret).toBe(jwtSecret)
    expect(statSync(join(DATA_DIR, 'jwt-secret')).mode & 0o777).toBe(0o600)
  })

  it('overrides limits by name, and lifts them all for load tests', () => {
    const { limits } = readConfig({ DATA_DIR, LIMITS: '{"frameBytes": 1000}' })
    expect(limits).toEqual({ ...DEFAULT_LIMITS, frameBytes: 1000 })
    expect(readConfig({ DATA_DIR, LIMITS: 'off' }).limits.frameBytes).toBeGreaterThan(1e9)
  })

  it('takes a public address without its last slash', () => {
    const { publicUrl } = readConfig({ DATA_DIR, PUBLIC_URL: 'https://weft.example/' })
    expect(publicUrl).toBe('https://weft.example')
  })

  it('takes the origins of other pages', () => {
    const { origins } = readConfig({
      DATA_DIR,
      ORIGINS: 'https://a.example, http://b.example:8080/',
    })
    expect(origins).toEqual(['https://a.example', 'http://b.example:8080'])
  })

  const OIDC = {
    OIDC_ISSUER: 'https://id.example',
    OIDC_CLIENT_ID: 'weft',
    OIDC_CLIENT_SECRET: 'a secret',
  }

  it('takes an OpenID provider, whole or not at all', () => {
    expect(readConfig({ DATA_DIR })).toMatchObject({ signIn: undefined, access: 'open' })
    expect(readConfig({ DATA_DIR, ...OIDC, ACCESS: 'signed-in' })).toMatchObject({
      signIn: { issuer: 'https://id.example', clientId: 'weft', clientSecret: 'a secret' },
      access: 'signed-in',
    })
  })

  it.each(Object.keys(OIDC))('misses %s beside the other two', (name) => {
    const read = () => readConfig({ DATA_DIR, ...OIDC, [name]: '' })
    expect(read).toThrow(
      new ConfigError(`${name} is missing: signing in needs all three of OIDC_….`),
    )
  })

  it.each([
    [{ OIDC_ISSUER: 'id.example' }, 'OIDC_ISSUER is not an http(s) address.'],
    [{ ACCESS: 'closed' }, 'ACCESS is neither open nor signed-in.'],
    [
      { OIDC_ADMIN_GROUP: 'weft' },
      'OIDC_ADMIN_GROUP is set, but nobody can sign in without OIDC_ISSUER.',
    ],
    [{ ACCESS: 'signed-in' }, 'ACCESS is signed-in, but nobody can sign in without OIDC_ISSUER.'],
    [{ ORIGINS: 'a.example' }, 'ORIGINS 0 is not an http(s) origin.'],
    [{ PORT: 'http' }, 'PORT is not a whole number.'],
    [{ PORT: '70000' }, 'PORT is not between 0 and 65535.'],
    [{ REDIS_URL: 'redis.example' }, 'REDIS_URL is not a redis:// address.'],
    [
      { REDIS_URL: 'redis://h' },
      'DATABASE_URL is missing: with REDIS_URL all nodes need the same one.',
    ],
    [
      { REDIS_URL: 'redis://h', DATABASE_URL: 'postgres://h/weft' },
      'JWT_SECRET is missing: with REDIS_URL all nodes need the same one.',
    ],
    [{ JWT_SECRET: 'short' }, 'JWT_SECRET is shorter than 32 characters.'],
    [{ PUBLIC_URL: 'weft.example' }, 'PUBLIC_URL is not an http(s) address.'],
    [{ TRUST_PROXY: '-1' }, 'TRUST_PROXY is not a whole number.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is not one of'],
    [{ RETENTION_DAYS: 'all' }, 'RETENTION_DAYS is not a whole number.'],
    [{ DOCUMENT_THREAD: 'maybe' }, 'DOCUMENT_THREAD is neither on nor off.'],
    [{ LIMITS: '{' }, 'LIMITS is not JSON.'],
    [{ LIMITS: '{"frames": 1}' }, 'LIMITS'],
    [{ LIMITS: '{"frameBytes": 0}' }, 'LIMITS'],
    [{ LIMITS: '{"unsentBytes": 1000}' }, 'LIMITS unsentBytes is not 65536 or more.'],
    [{ LIMITS: '{"waitingBytes": 100000}' }, 'LIMITS waitingBytes is below twice frameBytes.'],
    [{ DATABASE_URL: 'mysql://ana:secret@x/weft' }, 'DATABASE_URL is not a postgres:// address.'],
    [{ DATABASE_URL: 'db.example' }, 'DATABASE_URL is not a postgres:// address.'],
  ])('%o is refused in one sentence', (given, sentence) => {
    const read = () => readConfig({ DATA_DIR, ...given })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(sentence)
  })

  it('says so when the data folder cannot be written', () => {
    expect(() => readConfig({ DATA_DIR: '/dev/null/data' })).toThrow('DATA_DIR cannot be written')
  })
})
