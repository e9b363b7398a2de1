/**
 * Backing: a real Postgres and a real Redis for the sites that need them, and what these have used.
 *
 * Both keep their defaults, but Redis, which keeps nothing here, saves nothing. Gone with this process.
 */
import { type Postgres, startPostgres } from '../../server/testing/postgres.ts'
import { type Redis, startRedis } from '../../server/testing/redis.ts'
import { cpuSeconds } from '../../tools/vitals.ts'

export interface Used {
  /** Seconds of processor time. */
  readonly postgres: number
  readonly redis: number
  /** Messages that were published in Redis. */
  readonly notes: number
}

export class Backing {
  readonly postgres: Postgres
  readonly redis: Redis

  private constructor(postgres: Postgres, redis: Redis) {
    this.postgres = postgres
    this.redis = redis
  }

  /** Null, and a loud line for each that is missing, where there can be no Postgres or Redis. */
  static async open(): Promise<Backing | null> {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
    if (postgres && redis) return new Backing(postgres, redis)
    await Promise.all([postgres?.stop(), redis?.stop()])
    return null
  }

  get pids(): readonly number[] {
    return [...this.postgres.pids(), this.redis.pid()]
  }

  /** Begins to count; the answer tells what was used since. */
  async meter(): Promise<() => Promise<Used>> {
    const before = { postgres: this.#postgresCpu(), redis: await this.#redisUsed() }
    return async () => {
      const [postgres, redis] = [this.#postgresCpu(), await this.#redisUsed()]
      const of = (pid: number) => before.postgres.get(pid) ?? 0
      return {
        postgres: [...postgres].reduce((sum, [pid, cpu]) => sum + cpu - of(pid), 0),
        redis: redis.cpu - before.redis.cpu,
        notes: redis.notes - before.redis.notes,
      }
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.postgres.stop(), this.redis.stop()])
  }

  #postgresCpu(): ReadonlyMap<number, number> {
    return new Map(this.postgres.pids().map((pid) => [pid, cpuSeconds(pid) ?? 0]))
  }

  async #redisUsed() {
    const info = String(await this.redis.run('INFO', 'everything'))
    const sum = (found: RegExp) =>
      [...info.matchAll(found)].reduce((all, [, value]) => all + Number(value), 0)
    return {
      cpu: sum(/^used_cpu_(?:sys|user):([\d.]+)/gm),
      notes: sum(/^cmdstat_s?publish:calls=(\d+)/gm),
    }
  }
}
