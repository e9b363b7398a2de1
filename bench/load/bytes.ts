/**
 * Bytes: what a load writes tens of thousands of times a second, written by hand. An encoder for each
 * would be most of the load's own work.
 */

/** The payload behind its prefix and its length. */
export function framed(prefix: Uint8Array, payload: Uint8Array): Buffer {
  const length = varint(payload.length)
  const frame = Buffer.allocUnsafe(prefix.length + length.length + payload.length)
  frame.set(prefix)
  frame.set(length, prefix.length)
  frame.set(payload, prefix.length + length.length)
  return frame
}

/** As lib0 writes it: seven bits a byte, the lowest first. */
export function varint(value: number): readonly number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  bytes.push(rest)
  return bytes
}
