/**
 * Bystanders: two honest people with stock clients in one room, one of whom types while the other reads.
 *
 * Whatever others do in the room, these two may not be disconnected, and must keep one document that
 * holds all that was typed. Promises to find every way in which that is not so. Where nobody else
 * writes (`isAlone`) the text has to be exactly what was typed; elsewhere an editor may delete, but not
 * alter it and not be in the way of it.
 */
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { Chance } from '../../server/testing/chance.ts'
import { StockClient, until } from '../../server/testing/live.ts'
import { CONTENT, MessageType, savedFrame } from '../../shared/protocol.ts'
import type { Passes } from '../passes.ts'
import { within } from '../within.ts'

const PAUSE_MS = [100, 200] as const
/** In place of each character that is none. */
const NO_TEXT = '\0'
const SYNC_MS = 20_000
const AGREE_MS = 15_000
const NAMES = ['writer', 'witness', 'newcomer'] as const

export interface Place {
  readonly url: string
  readonly room: string
  readonly passes: Passes
}

export interface Victims {
  /** The writer's clientID, and how much he has written with it. */
  readonly writer: number
  readonly clock: number
  /** The reader's. */
  readonly witness: number
}

export class Bystanders {
  readonly #place: Place
  readonly #isAlone: boolean
  readonly #chance: Chance
  readonly #writer: StockClient
  readonly #witness: StockClient
  /** The clientID under which the writer began. */
  readonly #client: number
  /** Milliseconds from each keystroke to the other's screen. */
  readonly latencies: number[]
  /** Of honest connections, which no attacker may end. */
  readonly closes: string[] = []
  /** The documents of {@link NAMES}, if they were found to differ. */
  readonly states: { readonly state: Uint8Array; readonly text: string }[] = []
  /** All that the writer inserted, in order: a character's place in it is its clock. */
  #typed = ''
  /** In order. */
  readonly #words: string[] = []
  #questions = 0
  #answered = 0
  readonly #onTheWay: { readonly clock: number; readonly at: number }[] = []
  #timer: NodeJS.Timeout | undefined

  private constructor(place: Place, seed: number, isAlone: boolean, people: StockClient[]) {
    const [writer, witness] = people
    if (!writer || !witness) throw new RangeError('two people')
    this.#place = place
    this.#isAlone = isAlone
    this.#chance = new Chance(seed)
    this.#writer = writer
    this.#witness = witness
    this.#client = writer.doc.clientID
    this.latencies = []
    for (const [name, { provider }] of [['writer', writer] as const, ['witness', witness] as const])
      provider.on('connection-close', (event) =>
        this.closes.push(`the ${name}'s connection was closed: ${event?.code} ${event?.reason}`),
      )
    writer.provider.messageHandlers[MessageType.saved] = (_encoder, decoder) => {
      this.#answered = decoding.readVarUint(decoder)
    }
    witness.doc.on('update', () => this.#arrived())
  }

  /** Returns when both are there, the first word is saved, and the writer types on by himself. */
  static async join(place: Place, seed: number, isAlone: boolean): Promise<Bystanders> {
    const people = [await join(place, 'writer'), await join(place, 'witness')]
    const pair = new Bystanders(place, seed, isAlone, people)
    pair.#type()
    await within(SYNC_MS, 'the first word is saved', pair.#saved())
    pair.#typeOn()
    return pair
  }

  /** For those who aim at them. */
  get victims(): Victims {
    return {
      writer: this.#writer.doc.clientID,
      clock: this.#typed.length,
      witness: this.#witness.doc.clientID,
    }
  }

  /** Others whose presence the witness is shown. */
  get others(): number {
    const { awareness, doc } = this.#witness.provider
    const known = new Set([this.#writer.doc.clientID, doc.clientID])
    return [...awareness.getStates().keys()].filter((client) => !known.has(client)).length
  }

  #typeOn(): void {
    const [least, most] = PAUSE_MS
    this.#timer = setTimeout(
      () => {
        this.#type()
        this.#ask()
        this.#typeOn()
      },
      least + this.#chance.below(most - least),
    )
  }

  /** At the start, at the end, or after one of his own markers: never inside one. */
  #type(): void {
    const { text } = this.#writer
    const shown = text.toString()
    const place = shown.lastIndexOf('>', this.#chance.below(shown.length + 1)) + 1
    const marker = `<writer:${this.#words.length}>`
    this.#words.push(marker)
    const at = performance.now()
    this.#writer.doc.once('update', (update: Uint8Array) => this.#inserted(update, at))
    text.insert(Math.min(place, text.length), marker)
  }

  /** Inside what others have made bold, Yjs writes formats around his words. */
  #inserted(update: Uint8Array, at: number): void {
    for (const struct of Y.decodeUpdate(update).structs) {
      const text = struct instanceof Y.Item ? textIn(struct) : null
      this.#typed += text ?? NO_TEXT.repeat(struct.length)
    }
    this.#onTheWay.push({ clock: this.#typed.length, at })
  }

  #arrived(): void {
    const clock = Y.getState(this.#witness.doc.store, this.#writer.doc.clientID)
    for (let next = this.#onTheWay[0]; next && next.clock <= clock; next = this.#onTheWay[0]) {
      this.latencies.push(performance.now() - next.at)
      this.#onTheWay.shift()
    }
  }

  #ask(): number {
    this.#questions += 1
    if (this.#writer.provider.synced) this.#writer.provider.ws?.send(savedFrame(this.#questions))
    return this.#questions
  }

  async #saved(): Promise<void> {
    const question = this.#ask()
    await until(() => this.#answered >= question)
  }

  /** What is wrong; nothing when all is well. With `joiner`, someone new reads the room too. */
  async faults(joiner: boolean): Promise<string[]> {
    const newcomer = joiner ? await join(this.#place, 'newcomer') : null
    const documents = [this.#writer, this.#witness, ...(newcomer ? [newcomer] : [])].map(
      ({ doc }) => doc,
    )
    try {
      await within(AGREE_MS, 'the writer is answered', this.#saved())
      const end = performance.now() + AGREE_MS
      await until(() => areOne(documents) || performance.now() > end)
      return [...this.#differences(documents), ...this.#judge(newcomer?.doc ?? this.#witness.doc)]
    } catch (error) {
      return [...this.closes, (error as Error).message]
    } finally {
      newcomer?.close()
    }
  }

  #differences(documents: readonly Y.Doc[]): string[] {
    const faults = documents.slice(1).map((doc) => difference(this.#writer.doc, doc))
    if (faults.some((fault) => fault))
      this.states.push(...documents.map((doc) => ({ state: encode(doc), text: textOf(doc) })))
    return faults.flatMap((fault, number) =>
      fault ? [`${NAMES[number + 1]} and writer: ${fault}`] : [],
    )
  }

  #judge(doc: Y.Doc): string[] {
    const faults = [...this.closes, ...this.#altered(doc)]
    if (this.#writer.doc.clientID !== this.#client)
      faults.unshift(`somebody wrote as the writer, ${this.#client}: Yjs gave him another clientID`)
    if (!this.#isPresent) faults.push('the witness is not shown the writer under his name')
    if (this.#isAlone) faults.push(...this.#missing(textOf(doc)))
    return faults
  }

  get #isPresent(): boolean {
    const { awareness } = this.#witness.provider
    return awareness.getStates().get(this.#writer.doc.clientID)?.user?.name === 'writer'
  }

  /** Each of his characters is as he typed it, or deleted; none is unknown. */
  #altered(doc: Y.Doc): string[] {
    const structs = doc.store.clients.get(this.#writer.doc.clientID) ?? []
    const known = Y.getState(doc.store, this.#writer.doc.clientID)
    const faults = structs.flatMap((struct) => {
      if (struct.deleted || !(struct instanceof Y.Item)) return []
      const typed = this.#typed.slice(struct.id.clock, struct.id.clock + struct.length)
      const kept = textIn(struct) ?? NO_TEXT.repeat(struct.length)
      return kept === typed ? [] : [`"${typed}" became "${kept}" at ${struct.id.clock}`]
    })
    if (known !== this.#typed.length)
      faults.push(`${known} characters of the writer are known; he typed ${this.#typed.length}`)
    return faults
  }

  #missing(text: string): string[] {
    const sorted = (whole: string) => (whole.match(/<writer:\d+>/g) ?? []).sort().join('')
    const rest = text.replaceAll(/<writer:\d+>/g, '')
    const faults = rest ? [`in the quiet room is what nobody typed: ${rest.slice(0, 40)}`] : []
    if (sorted(text) !== sorted(this.#words.join('')))
      faults.push('in the quiet room a marker is missing')
    return faults
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#writer.provider.awareness.destroy()
    for (const { provider } of [this.#writer, this.#witness]) provider.shouldConnect = false
    const closed = this.closes.length
    for (const client of [this.#writer, this.#witness]) closeAnyhow(client)
    // These are our own.
    this.closes.length = closed
  }
}

/** A stock provider whose document got another clientID throws when it ends. */
function closeAnyhow(client: StockClient): void {
  try {
    client.close()
  } catch {
    client.provider.ws?.close()
  }
}

async function join({ url, room, passes }: Place, name: string): Promise<StockClient> {
  const client = new StockClient(url, room, await passes.for(room, name, 'editor'))
  await within(SYNC_MS, `${name} is in room ${room}`, client.synced())
  return client
}

const textOf = (doc: Y.Doc): string => doc.getText(CONTENT).toString()

const encode = (doc: Y.Doc): Uint8Array => Y.encodeStateAsUpdate(doc)

const textIn = ({ content }: Y.Item): string | null =>
  content instanceof Y.ContentString ? content.str : null

function areOne(documents: readonly Y.Doc[]): boolean {
  const [first, ...others] = documents
  return first !== undefined && others.every((other) => difference(first, other) === '')
}

/** How two documents differ, in the first way that is found, the cheapest first; empty when they do not. */
export function difference(a: Y.Doc, b: Y.Doc): string {
  if ([a, b].some(({ store }) => store.pendingStructs ?? store.pendingDs))
    return 'a document waits for changes that did not come'
  const [known, others] = [a, b].map((doc) => Y.decodeStateVector(Y.encodeStateVector(doc)))
  if (!known || !others || known.size !== others.size)
    return 'one knows people unknown to the other'
  if ([...known].some(([client, clock]) => others.get(client) !== clock))
    return 'one knows more than the other'
  const [text, other] = [a, b].map(textOf)
  if (text !== other) return 'the texts differ, though the documents know the same'
  const [x, y] = [a, b].map(encode)
  if (x && y && !isSame(x, y) && !isSame(spelled(x), spelled(y)))
    return 'the documents differ, or what is deleted in them'
  return ''
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

/**
 * The same content cut into the same pieces. How runs of characters are cut depends on the order in
 * which they came, and says nothing.
 */
function spelled(state: Uint8Array): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  const bytes = encode(doc)
  doc.destroy()
  return bytes
}
