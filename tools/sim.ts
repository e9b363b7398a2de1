/**
 * Sim: the whole server core against chance, for as many seeds as there is time for.
 *
 *   npm run sim -- [--seeds 1000] [--seed N]
 *
 * Plays server/world.test.ts, whose every choice comes from its seed. Promises exit code 0 only if
 * every story ended well, and for each that did not the command that replays it.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { command } from './command.ts'

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
const STORIES = 'server/world.test.ts'
const FAILED = /FAIL .*SEED=(\d+)/

/** The seeds whose stories went wrong, and the exit code. */
async function play(env: Record<string, string>): Promise<{ failed: Set<string>; code: number }> {
  const run = spawn(process.execPath, [VITEST, 'run', '--project', 'unit', STORIES], {
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const failed = new Set<string>()
  const exit = once(run, 'exit')
  const outputs = [run.stdout, run.stderr].map(async (output) => {
    for await (const line of createInterface({ input: output })) {
      console.log(line)
      const seed = FAILED.exec(line)?.[1]
      if (seed) failed.add(seed)
    }
  })
  await Promise.all(outputs)
  const [code] = await exit
  return { failed, code: code ?? 1 }
}

async function main(): Promise<boolean> {
  const options = { seeds: { type: 'string' }, seed: { type: 'string' } } as const
  const { seeds = '200', seed } = parseArgs({ options }).values
  if (![seeds, seed ?? '0'].every((each) => /^\d+$/.test(each)))
    throw new Error('npm run sim -- [--seeds 1000] [--seed N]')
  const { failed, code } = await play(seed ? { SEED: seed } : { SEEDS: seeds })
  for (const each of failed) console.log(`npm run sim -- --seed ${each}`)
  return code === 0
}

await command('sim', main)
