/**
 * Collect: a server process whose garbage can be collected from outside.
 *
 * Preloaded into the server, it answers SIGUSR2 with the collection that V8 makes before it gives up,
 * in each of its threads. Its memory then shows what it holds: by itself V8 keeps the pages of a busy
 * hour, 64 MiB of young generation a thread among them. `collectable` is the environment that does so.
 */
import { BroadcastChannel, isMainThread } from 'node:worker_threads'

export const collectable = {
  NODE_OPTIONS: `--expose-gc --import ${import.meta.url}`,
}

/** Asks such a process to collect, and returns at once. */
export function collect(pid: number): void {
  process.kill(pid, 'SIGUSR2')
}

function onSignal(collectGarbage: () => void): void {
  const threads = new BroadcastChannel('collect')
  threads.onmessage = collectGarbage
  threads.unref()
  if (!isMainThread) return
  process.on('SIGUSR2', () => {
    threads.postMessage(null)
    collectGarbage()
  })
}

const { gc } = globalThis
if (gc) onSignal(() => void gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }))
