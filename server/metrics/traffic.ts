/**
 * Traffic: what comes and goes on all WebSockets of a server, as plain numbers that only rise.
 *
 * Each frame adds to them, so they are nothing more than that; whoever wants them reads them. Bytes are
 * those of the messages in the frames.
 */
export class Traffic {
  framesIn = 0
  bytesIn = 0
  framesOut = 0
  bytesOut = 0
}
