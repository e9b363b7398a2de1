/**
 * Notifications: the browser's own, for whoever has switched them on, while the page is in the background.
 *
 * Asks the browser's permission only when somebody switches them on, and says what became of it. Of one
 * document there is one at a time: the next takes its place. A click brings the page to the front; where a
 * page may show none itself (Android), the service worker shows it and hears of the click.
 */
import { type ReadonlySignal, signal } from '@preact/signals'
import { recall, remember } from './memory.ts'

/** `impossible`: this browser has none, or none for a page over plain http. */
export type Turned = 'on' | 'off' | 'refused' | 'impossible'

export interface Notifications {
  readonly isOn: ReadonlySignal<boolean>
  readonly turn: (on: boolean) => Promise<Turned>
  /** Does nothing while they are off, or the page is seen. */
  readonly show: (title: string, body: string) => void
}

const KEY = 'notifications'

const isPossible = (): boolean => 'Notification' in globalThis && isSecureContext
const isGranted = (): boolean => isPossible() && Notification.permission === 'granted'

export function createNotifications(roomId: string): Notifications {
  const isOn = signal(recall(KEY) === true && isGranted())
  const set = (on: boolean): Turned => {
    remember(KEY, on)
    isOn.value = on
    return on ? 'on' : 'off'
  }
  return {
    isOn,
    turn: async (on) => {
      if (!on) return set(false)
      if (!isPossible()) return 'impossible'
      const answer = await Notification.requestPermission()
      return answer === 'granted' ? set(true) : 'refused'
    },
    show: (title, body) => {
      if (!isOn.peek() || !document.hidden || !isGranted()) return
      // The path of the document, never its secret.
      const data = { path: location.pathname }
      void notify(title, { body, data, tag: `weft:${roomId}`, icon: '/icon-192.png' })
    },
  }
}

async function notify(title: string, options: NotificationOptions): Promise<void> {
  try {
    const shown = new Notification(title, options)
    shown.onclick = () => {
      window.focus()
      shown.close()
    }
  } catch {
    const worker = await navigator.serviceWorker?.getRegistration()
    await worker?.showNotification(title, options).catch(() => undefined)
  }
}
