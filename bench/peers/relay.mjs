/**
 * Relay: what Node and ws can do at most when nothing is done with a message but to pass it on.
 *
 * A frame that changes something goes unchanged to everybody else in the room. It has no document, so
 * it answers a step 1 with an empty step 2; step 2 itself goes nowhere. No tokens, no limits, no disk.
 */
import { WebSocketServer } from 'ws'

const SYNC = 0
const STEP_1 = 0
const STEP_2 = 1
/** An update of nothing: no structs, no deletions. */
const EMPTY_STEP_2 = Uint8Array.of(SYNC, STEP_2, 2, 0, 0)

const rooms = new Map()

function roomAt(url) {
  const room = rooms.get(url) ?? new Set()
  rooms.set(url, room)
  return room
}

function receive(data, sender, room) {
  if (data[0] === SYNC && data[1] === STEP_1) sender.send(EMPTY_STEP_2)
  else if (data[0] !== SYNC || data[1] !== STEP_2)
    for (const peer of room) if (peer !== sender) peer.send(data)
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
server.on('connection', (socket, { url }) => {
  const room = roomAt(url)
  room.add(socket)
  socket.on('message', (data) => receive(data, socket, room))
  socket.on('error', () => socket.terminate())
  socket.once('close', () => {
    room.delete(socket)
    if (room.size === 0) rooms.delete(url)
  })
})
server.once('listening', () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`)
})
