/**
 * Line: a TCP line on this machine that a test can cut, or let swallow what goes over it.
 *
 * Each connection goes to the first of its targets that takes it, as a balancer's would.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export class Line {
  readonly port: number
  /** What goes that way is gone, and neither end is told. */
  readonly swallows = { up: false, down: false }
  readonly #server: Server
  readonly #targets: () => readonly number[]
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server, targets: () => readonly number[]) {
    this.#server = server
    this.#targets = targets
    this.port = (server.address() as AddressInfo).port
    server.on('connection', (socket) => void this.#connect(socket))
  }

  /** @param targets ports on this machine, asked for at each connection */
  static async open(targets: () => readonly number[]): Promise<Line> {
    const server = createServer({ pauseOnConnect: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Line(server, targets)
  }

  async #connect(client: Socket): Promise<void> {
    this.#keep(client)
    for (const port of this.#targets()) {
      const target = connect(port, '127.0.0.1')
      this.#keep(target)
      if (!(await isOpen(target))) continue
      this.#pass(client, target, 'up')
      this.#pass(target, client, 'down')
      client.resume()
      return
    }
    client.destroy()
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.setNoDelay()
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#sockets.delete(socket))
  }

  #pass(from: Socket, to: Socket, way: 'up' | 'down'): void {
    from.on('data', (data) => this.swallows[way] || to.write(data))
    from.on('close', () => to.destroy())
  }

  /** How many connections go over it. */
  get size(): number {
    return this.#sockets.size / 2
  }

  /** Both ways, or no way. */
  swallow(all: boolean): void {
    this.swallows.up = all
    this.swallows.down = all
  }

  /** Ends what is connected now; others may come. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  close(): void {
    this.#server.close()
    this.cut()
  }
}

const isOpen = (socket: Socket): Promise<boolean> =>
  once(socket, 'connect').then(
    () => true,
    () => false,
  )
