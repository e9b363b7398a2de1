/**
 * PicturesIn: which of a room's own pictures a text shows.
 */

/** Their ids, each once. A link to another room's picture is not one of them. */
export function picturesIn(text: string, room: string): readonly string[] {
  const address = new RegExp(
    `/api/rooms/${room}/attachments/([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])`,
    'g',
  )
  return [...new Set([...text.matchAll(address)].map(([, id = '']) => id))]
}
