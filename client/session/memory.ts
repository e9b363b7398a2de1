/**
 * Memory: what this browser remembers between visits, as JSON in localStorage.
 *
 * Promises never to throw: a browser that forbids storage (private windows, policies) simply forgets.
 * Checks nothing about shapes: whoever recalls a value narrows it from `unknown`.
 */

const PREFIX = 'weft:'

/** The storage, or null where even looking at it throws. */
function storage(): Storage | null {
  try {
    return globalThis.localStorage ?? null
  } catch {
    return null
  }
}

/** The remembered value, or undefined when there is none or it is not JSON. */
export function recall(key: string): unknown {
  try {
    const text = storage()?.getItem(PREFIX + key)
    return text === null || text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether the value was kept. */
export function remember(key: string, value: unknown): boolean {
  try {
    storage()?.setItem(PREFIX + key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

export function forget(key: string): void {
  storage()?.removeItem(PREFIX + key)
}

/** The remembered keys that start so, without Weft's own prefix. */
export function recallKeys(start: string): string[] {
  const all = Object.keys(storage() ?? {})
  return all.filter((key) => key.startsWith(PREFIX + start)).map((key) => key.slice(PREFIX.length))
}

/** Says when another tab has changed what is remembered. Returns what ends it. */
export function watch(key: string, changed: () => void): () => void {
  // Without a key, everything was forgotten.
  const onStorage = (event: StorageEvent) => {
    if (event.key === PREFIX + key || event.key === null) changed()
  }
  addEventListener('storage', onStorage)
  return () => removeEventListener('storage', onStorage)
}
