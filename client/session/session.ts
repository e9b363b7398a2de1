/**
 * Session: one open document in one tab, from the share link to the signals that views read.
 *
 * The only file that wires: document, IndexedDB copy, connection, token, saved question. Promises that
 * the text is there and writable as soon as this browser has it, server or not, and that `destroy`
 * leaves no timer, listener or socket behind. Draws nothing.
 */
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Awareness } from 'y-protocols/awareness'
import type { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { GrantedToken } from '../../shared/api.ts'
import { ERRORS, type ErrorCode } from '../../shared/errors.ts'
import {
  type AwarenessState,
  CloseCode,
  CONTENT,
  META,
  type Role,
  type StampedUser,
  Storing,
} from '../../shared/protocol.ts'
import { Access, type TroubleId } from './access.ts'
import { sendPicture, type Upload } from './attachments.ts'
import { type Chat, type ChatLine, createChat } from './chat.ts'
import { type Connection, openConnection, reconnect, sendToken, useToken } from './connection.ts'
import { createFollowing, type Following } from './following.ts'
import { type Identity, loadIdentity, rememberName, watchPerson } from './identity.ts'
import { forgetCopy, keepCopy, type LocalCopy } from './local-copy.ts'
import { createOwnerDesk, type OwnerDesk } from './owner.ts'
import { type Person, peopleOf } from './people.ts'
import { watchPresence } from './presence.ts'
import { recentRoom, rememberRoom } from './recent.ts'
import { type Answer, request } from './request.ts'
import { Saved } from './saved.ts'
import { canWrite, mayChat, type StatusId } from './status.ts'
import { watchStatus } from './status-watch.ts'
import { type TextKind, textKindOf } from './text-kind.ts'
import { requestToken, type TokenAnswer } from './token.ts'
import { Unsent } from './unsent.ts'

export interface Session {
  readonly roomId: string
  readonly secret: string
  readonly text: Y.Text
  readonly awareness: Awareness
  /** Null until this browser has ever been told. */
  readonly role: ReadonlySignal<Role | null>
  /** The links that can be handed on; null until the server has said which. */
  readonly passes: ReadonlySignal<GrantedToken['passes'] | null>
  readonly name: ReadonlySignal<string>
  readonly status: ReadonlySignal<StatusId>
  /** All that the server has was received, and the line stands. */
  readonly connected: ReadonlySignal<boolean>
  /** Why the server let nobody in here the last time, while it does not. */
  readonly refusal: ReadonlySignal<ErrorCode | null>
  readonly title: ReadonlySignal<string>
  /** What somebody has chosen for all; null: the title tells. */
  readonly language: ReadonlySignal<string | null>
  readonly kind: ReadonlySignal<TextKind>
  readonly people: ReadonlySignal<readonly Person[]>
  readonly trouble: ReadonlySignal<TroubleId | null>
  /** The link asks for its password; `wrong`: the last one was not it. */
  readonly lock: ReadonlySignal<'asks' | 'wrong' | null>
  /** The text is known: what is on screen is the document and not a blank. */
  readonly loaded: ReadonlySignal<boolean>
  /** Sends a picture that is to be in the text. */
  readonly sendPicture: (file: File, progress: (share: number) => void) => Promise<Upload>
  readonly chat: Chat
  readonly following: Following
  /** For an owner. */
  readonly owner: OwnerDesk
  readonly setTitle: (title: string) => void
  readonly setLanguage: (language: string | null) => void
  readonly rename: (name: string) => void
  readonly unlock: (password: string) => void
  /** As it is there now; for when what is here is not what is there. */
  readonly serverText: () => Promise<Answer<string>>
  /** Ends the session, and gives up what this browser holds and the server will not take. */
  readonly discard: () => Promise<void>
  readonly destroy: () => void
}

export interface SessionOptions {
  readonly roomId: string
  readonly secret: string
  readonly identity: Identity
}

/** Everything that the parts below share; made once per session. */
function createState({ roomId, secret, identity }: SessionOptions) {
  const doc = new Y.Doc()
  const tab = String(doc.clientID)
  return {
    doc,
    text: doc.getText(CONTENT),
    meta: doc.getMap<unknown>(META),
    unsent: new Unsent(roomId, tab),
    role: signal<Role | null>(recentRoom(roomId, secret)?.role ?? null),
    passes: signal<GrantedToken['passes'] | null>(null),
    name: signal(identity.name),
    person: signal(identity.person),
    connected: signal(false),
    synced: signal(false),
    everSynced: signal(false),
    loaded: signal(false),
    unsaved: signal(false),
    failing: signal(false),
    damaged: signal(false),
    refusal: signal<ErrorCode | null>(null),
    trouble: signal<TroubleId | null>(null),
    lock: signal<'asks' | 'wrong' | null>(null),
    password: signal<string | undefined>(undefined),
    token: signal<string | null>(null),
    title: signal(''),
    language: signal<string | null>(null),
    people: signal<readonly Person[]>([]),
  }
}
type State = ReturnType<typeof createState>

export function createSession(options: SessionOptions): Session {
  const state = createState(options)
  const connection = openConnection(options.roomId, state.doc)
  const saved = watchSaved(state, connection.askSaved)
  const chat = watchChat(options.roomId, state, connection)
  const following = createFollowing(state.people, (isPresenting) =>
    connection.provider.awareness.setLocalStateField('presenting', isPresenting),
  )
  const copy = keepCopy(options.roomId, state.doc)
  const access = createAccess(options, state, connection.provider, copy)
  const { status, stop } = watchStatus(state)
  const ends = [
    () => access.destroy(),
    () => saved.destroy(),
    () => chat.destroy(),
    () => following.destroy(),
    stop,
    listen(state, connection.provider, saved, access),
    watchEdits(state, connection.provider, copy.origin, saved),
    watchMeta(state),
    watchPeople(state, connection.provider.awareness),
    tellPresence(connection.provider.awareness),
    watchRecent(options, state),
    watchWindow(connection.provider, access, () => saved.unsaved || chat.waiting.peek().length > 0),
    watchAccount(state, access, copy),
    copy.destroy,
    () => connection.provider.destroy(),
    () => state.doc.destroy(),
  ]
  connection.onSaved((k) => saved.answered(k))
  connection.onStoring((code) => {
    state.failing.value = code === Storing.failing
    state.damaged.value = code === Storing.damaged
  })
  void copy.loaded.then(() => {
    state.loaded.value ||= state.text.length > 0
  })
  access.connect()
  return publish(options, state, status, connection.provider, access, { chat, following }, ends)
}

function publish(
  options: SessionOptions,
  state: State,
  status: ReadonlySignal<StatusId>,
  provider: WebsocketProvider,
  access: Access,
  more: Pick<Session, 'chat' | 'following'>,
  ends: readonly (() => void)[],
): Session {
  return {
    roomId: options.roomId,
    secret: options.secret,
    awareness: provider.awareness,
    status,
    ...shownOf(state),
    ...more,
    owner: createOwnerDesk(options.roomId, () => firstToken(state)),
    sendPicture: (file, progress) =>
      sendPicture({ roomId: options.roomId, token: state.token.peek(), file, progress }),
    setTitle: (value) => state.meta.set('title', value),
    setLanguage: (value) =>
      value === null ? state.meta.delete('language') : state.meta.set('language', value),
    rename: (value) => {
      rememberName(value)
      state.name.value = value
      access.connect()
    },
    unlock: (password) => {
      state.password.value = password
      access.connect()
    },
    serverText: () =>
      request('GET', `/api/rooms/${options.roomId}/text`, {
        authorization: `Bearer ${state.token.peek()}`,
      }),
    discard: async () => {
      for (const end of ends) end()
      state.unsent.forget()
      await forgetCopy(options.roomId)
    },
    destroy: () => {
      for (const end of ends) end()
    },
  }
}

/** What of the state is drawn. */
function shownOf(state: State) {
  const { text, role, passes, name, refusal, title, language } = state
  const { people, trouble, lock, loaded, synced: connected } = state
  const kind = computed(() => textKindOf(title.value, language.value))
  const document = { text, title, language, kind, loaded }
  return { ...document, role, passes, name, refusal, people, trouble, lock, connected }
}

/** Whoever opens a dialog at once is here before his token is: his role is known from the last visit. */
function firstToken({ token }: State): Promise<string> {
  return new Promise((resolve) => {
    const stop = token.subscribe((known) => {
      if (known === null) return
      resolve(known)
      // Not yet assigned when it is called for the first time.
      queueMicrotask(() => stop())
    })
  })
}

function watchSaved(state: State, ask: (k: number) => void): Saved {
  const changed = (unsaved: boolean) => {
    state.unsaved.value = unsaved
    if (!unsaved) state.unsent.saved()
  }
  const saved = new Saved({ ask, changed }, state.unsent.leftover)
  state.unsaved.value = saved.unsaved
  return saved
}

/** What is kept of another document of this name must not be merged into this one: then nothing connects. */
async function expectEdition(
  answer: TokenAnswer,
  { token }: State,
  copy: LocalCopy,
): Promise<TokenAnswer> {
  if (answer.kind !== 'granted' || (await copy.isOf(answer.grant.edition))) return answer
  token.value = answer.grant.token
  return { kind: 'refused', code: 'made-anew', message: '' }
}

/** It is open from the start: how much is unread can be seen without looking. */
function watchChat(roomId: string, state: State, connection: Connection): ChatLine {
  const { awareness } = connection.provider
  const chat = createChat(roomId, {
    open: connection.openChat,
    say: connection.say,
    maySay: () => state.synced.peek() && mayChat(state.role.peek()),
    me: () => (awareness.getLocalState() as AwarenessState | null)?.user?.id,
  })
  connection.onRemarks(chat.received)
  const stop = effect(() => {
    if (state.synced.value) chat.synced()
  })
  return {
    ...chat,
    destroy: () => {
      stop()
      chat.destroy()
    },
  }
}

/** The token is asked for while the local copy is read, and good only once that has been. */
function createAccess(
  options: SessionOptions,
  state: State,
  provider: WebsocketProvider,
  copy: LocalCopy,
): Access {
  const { roomId, secret, identity } = options
  const access: Access = new Access({
    request: async (end) => {
      const [name, password] = [state.name.peek(), state.password.peek()]
      const asked = requestToken({ roomId, secret, name, guest: identity.guest, password }, end)
      await copy.loaded
      return expectEdition(await asked, state, copy)
    },
    locked: (isWrong) => {
      state.lock.value = isWrong ? 'wrong' : 'asks'
    },
    granted: (grant, reconnect) => {
      // What he holds is his, and cannot be sent by anybody else.
      const person = state.person.peek()
      if (person !== null && grant.user.id !== person) return access.give('signed-out')
      state.lock.value = null
      state.token.value = grant.token
      state.role.value = grant.role
      state.passes.value = grant.passes
      showYourself(provider.awareness, grant)
      if (reconnect) useToken(provider, grant.token)
      else sendToken(provider, grant.token)
    },
    trouble: (id) => {
      provider.disconnect()
      state.trouble.value = id
    },
  })
  return access
}

/** In another tab somebody has signed in: here he goes on as himself. Or out: here nobody goes on. */
function watchAccount(state: State, access: Access, copy: LocalCopy) {
  return watchPerson((person) => {
    const known = state.person.peek()
    if (person === known) return
    state.person.value = person
    if (known === null) {
      state.name.value = loadIdentity().name
      return access.connect()
    }
    access.give('signed-out')
    copy.destroy()
  })
}

/** The server stamps the same for the others; this is only so that your own avatar is there at once. */
function showYourself(awareness: Awareness, grant: GrantedToken): void {
  const user: StampedUser = { ...grant.user, role: grant.role }
  awareness.setLocalStateField('user', user)
}

function listen(state: State, provider: WebsocketProvider, saved: Saved, access: Access) {
  const onStatus = ({ status }: { status: string }) => {
    state.connected.value = status === 'connected'
  }
  const onSync = (synced: boolean) => {
    state.synced.value = synced
    if (!synced) return saved.disconnected()
    state.everSynced.value = true
    state.refusal.value = null
    state.loaded.value = true
    access.accepted()
    // A reader is not asked for what it has, so an answer would not mean that the server has it.
    if (canWrite(state.role.peek())) saved.synced()
  }
  const onClose = (event: CloseEvent | null) => {
    saved.disconnected()
    // A server that still fails says so on the next connection: silence there means normal.
    state.failing.value = false
    state.damaged.value = false
    if (event === null) return
    state.refusal.value = refusalOf(event)
    if (!access.closed(event.code, event.reason)) provider.shouldConnect = false
  }
  provider.on('status', onStatus)
  provider.on('sync', onSync)
  provider.on('connection-close', onClose)
  return () => {
    provider.off('status', onStatus)
    provider.off('sync', onSync)
    provider.off('connection-close', onClose)
  }
}

/** Only what the server says of itself or of a crowd: what it has decided about us is access.ts's business. */
function refusalOf({ code, reason }: CloseEvent): ErrorCode | null {
  if (code !== CloseCode.overloaded && code !== CloseCode.tooFast) return null
  return reason in ERRORS ? (reason as ErrorCode) : null
}

/** Must be registered after the provider's own handler: a question counts what was sent before it. */
function watchEdits(state: State, provider: WebsocketProvider, copy: unknown, saved: Saved) {
  const onUpdate = (_update: Uint8Array, origin: unknown) => {
    // What the local copy brings after the first sync came too late to be covered by it.
    if (origin === provider || (origin === copy && !state.everSynced.peek())) return
    state.unsent.edited()
    saved.edited()
  }
  state.doc.on('update', onUpdate)
  return () => state.doc.off('update', onUpdate)
}

function watchMeta({ meta, title, language }: State) {
  const read = () => {
    const value = meta.get('title')
    title.value = typeof value === 'string' ? value : ''
    const chosen = meta.get('language')
    language.value = typeof chosen === 'string' && chosen !== '' ? chosen : null
  }
  read()
  meta.observe(read)
  return () => meta.unobserve(read)
}

/** Carets move often, people seldom: the list changes only when somebody would look different. */
function watchPeople(
  { people, doc }: { people: Signal<readonly Person[]>; doc: Y.Doc },
  awareness: Awareness,
) {
  let seen = ''
  const read = () => {
    const next = peopleOf(awareness.getStates(), doc.clientID)
    const look = JSON.stringify(next)
    if (look !== seen) people.value = next
    seen = look
  }
  awareness.on('change', read)
  return () => awareness.off('change', read)
}

/** What is undefined is not sent: who is here, as nearly all are, says nothing. */
const tellPresence = (awareness: Awareness) =>
  watchPresence((presence) =>
    awareness.setLocalStateField('presence', presence === 'here' ? undefined : presence),
  )

function watchRecent({ roomId, secret }: SessionOptions, state: State) {
  const opened = Date.now()
  const known = computed(() => (state.everSynced.value ? state.role.value : null))
  return effect(() => {
    const role = known.value
    if (role !== null) rememberRoom({ roomId, secret, role, title: state.title.value, opened })
  })
}

/** `mayLose`: whether something would not arrive if the page were left now. */
function watchWindow(provider: WebsocketProvider, access: Access, mayLose: () => boolean) {
  const onOnline = () => {
    access.online()
    if (provider.shouldConnect) provider.connect()
  }
  // A dead network leaves the socket looking open for 30 s: knock again, so that the status is true.
  const onOffline = () => {
    if (provider.shouldConnect) reconnect(provider)
  }
  const onLeave = (event: BeforeUnloadEvent) => {
    if (mayLose()) event.preventDefault()
  }
  addEventListener('online', onOnline)
  addEventListener('offline', onOffline)
  addEventListener('beforeunload', onLeave)
  return () => {
    removeEventListener('online', onOnline)
    removeEventListener('offline', onOffline)
    removeEventListener('beforeunload', onLeave)
  }
}
