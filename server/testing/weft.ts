/**
 * Weft: a command of an operator's, run as he would, in a process of its own.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const WEFT = fileURLToPath(new URL('../commands/weft.ts', import.meta.url))

export interface Ran {
  readonly code: number | null
  /** All that it has written. */
  readonly text: string
}

export async function weft(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Ran> {
  const child = spawn(process.execPath, [WEFT, ...args], {
    env: { ...process.env, ...environment },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      text += data.toString()
    })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, text }
}
