/**
 * Connection: the stock y-websocket provider, taught Weft's own messages.
 *
 * Promises that nothing but the socket itself carries changes (no BroadcastChannel: tabs must not sync
 * behind the server's back) and that tokens travel as subprotocols, never in an address. Decides
 * nothing: when to connect is access.ts's business, what an answer means is saved.ts's.
 */
import * as decoding from 'lib0/decoding'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import {
  MessageType,
  openChatFrame,
  SUBPROTOCOL,
  savedFrame,
  sayFrame,
  TOKEN_SUBPROTOCOL_PREFIX,
  tokenFrame,
} from '../../shared/protocol.ts'
import { type Remark, readRemarks, type Say } from '../../shared/remarks.ts'

export interface Connection {
  readonly provider: WebsocketProvider
  readonly askSaved: (k: number) => void
  readonly onSaved: (answered: (k: number) => void) => void
  readonly onStoring: (changed: (code: number) => void) => void
  readonly openChat: () => void
  readonly say: (say: Say) => void
  readonly onRemarks: (came: (remarks: readonly Remark[]) => void) => void
}

export function openConnection(roomId: string, doc: Y.Doc): Connection {
  const url = `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/ws`
  const provider = new WebsocketProvider(url, roomId, doc, {
    connect: false,
    disableBc: true,
    // The provider retries without jitter: a ceiling of its own keeps a team from coming back as one.
    maxBackoffTime: 1500 + Math.random() * 1000,
  })
  sendOwnAwarenessOnly(provider)
  return {
    provider,
    askSaved: (k) => sendFrame(provider, savedFrame(k)),
    onSaved: (answered) => {
      provider.messageHandlers[MessageType.saved] = (_encoder, decoder) =>
        answered(decoding.readVarUint(decoder))
    },
    onStoring: (changed) => {
      provider.messageHandlers[MessageType.storing] = (_encoder, decoder) =>
        changed(decoding.readVarUint(decoder))
    },
    openChat: () => sendFrame(provider, openChatFrame()),
    say: (say) => sendFrame(provider, sayFrame(say)),
    onRemarks: (came) => {
      provider.messageHandlers[MessageType.chat] = (_encoder, decoder) => came(readRemarks(decoder))
    },
  }
}

interface AwarenessChange {
  readonly added: number[]
  readonly updated: number[]
  readonly removed: number[]
}

/** The stock provider sends back every state that it hears: in a full room, most of the traffic. */
function sendOwnAwarenessOnly(provider: WebsocketProvider): void {
  const { awareness } = provider
  const send = provider._awarenessUpdateHandler
  awareness.off('update', send)
  awareness.on('update', ({ added, updated, removed }: AwarenessChange, origin: unknown) => {
    const own = [...added, ...updated, ...removed].filter((id) => id === awareness.clientID)
    if (own.length > 0) send({ added: [], updated: own, removed: [] }, origin)
  })
}

function sendFrame(provider: WebsocketProvider, frame: Uint8Array): void {
  if (provider.ws?.readyState === WebSocket.OPEN) provider.ws.send(new Uint8Array(frame))
}

const offer = (token: string): string[] => [SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + token]

/** Hangs up and comes back. */
export function reconnect(provider: WebsocketProvider): void {
  provider.disconnect()
  provider.connect()
}

/** Connects anew with this token. */
export function useToken(provider: WebsocketProvider, token: string): void {
  provider.protocols = offer(token)
  reconnect(provider)
}

/** Lets the open connection live on with this token, and the next one start with it. */
export function sendToken(provider: WebsocketProvider, token: string): void {
  provider.protocols = offer(token)
  sendFrame(provider, tokenFrame(token))
}
