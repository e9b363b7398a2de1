/**
 * Version: whether the page that is open is still the one that the server sends, and the service worker
 * that keeps the page for when there is no server.
 *
 * Asks when a new service worker has taken over, and whenever it is told to (the server may have been updated
 * while it could not be reached). Says so and does nothing: when to load the page again is a person's to
 * decide. Where there are no service workers (plain http, other than on this machine), it still asks.
 */
import { type ReadonlySignal, signal } from '@preact/signals'

export interface Version {
  /** The server has a newer page than the one that is open. */
  readonly isOld: ReadonlySignal<boolean>
  readonly check: () => Promise<void>
}

const WORKER = '/sw.js'

/** What the page and its policy allow once: an address of a program, which is this one and no other. */
interface TrustedTypes {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: () => string },
  ) => { readonly createScriptURL: (address: string) => string }
}

export function createVersion(): Version {
  const isOld = signal(false)
  const registered = register(() => void look())
  const look = async () => {
    isOld.value ||= await isOutdated()
  }
  const check = async () => {
    await look()
    const worker = await registered
    await worker?.update().catch(() => undefined)
  }
  return { isOld, check }
}

/** `changed`: another version of it is at work now. */
async function register(changed: () => void): Promise<ServiceWorkerRegistration | undefined> {
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker
  if (workers === undefined || import.meta.env.DEV) return undefined
  const address = workerAddress()
  // The first one takes over a page that is its own.
  if (workers.controller !== null) workers.addEventListener('controllerchange', changed)
  return workers.register(address, { updateViaCache: 'none' }).catch(() => undefined)
}

function workerAddress(): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes }
  const policy = trustedTypes?.createPolicy('weft-worker', { createScriptURL: () => WORKER })
  return policy?.createScriptURL(WORKER) ?? WORKER
}

/** The page names its start with a hash of all that it imports. An answer that is no page says nothing. */
async function isOutdated(): Promise<boolean> {
  const start = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.src
  if (start === undefined || import.meta.env.DEV) return false
  const page = await fetch('/', { cache: 'no-store' })
    .then((answer) => (answer.ok ? answer.text() : ''))
    .catch(() => '')
  return page.includes('/assets/') && !page.includes(new URL(start).pathname)
}
