/**
 * Collect: a server process whose garbage can be collected from outside.
 *
 * Preloaded into the server, it answers SIGUSR2 with a full collection in each of its threads, so that its
 * memory then shows what it holds and not what V8 has not come round to yet. `collectable` is the
 * environment that does so. V8 returns the pages some seconds later.
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

if (globalThis.gc) onSignal(globalThis.gc)
