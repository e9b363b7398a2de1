/**
 * EveryRoom: all rooms that a store lists, those in the trash last.
 *
 * A page at a time, however many there are; of a store that is read at one moment none is missed.
 */
import type { ListedRoom } from '../store/catalog.ts'
import type { Store } from '../store/store.ts'

const PAGE = 500

export async function* everyRoom(
  store: Store,
  trash: readonly boolean[] = [false, true],
): AsyncGenerator<ListedRoom> {
  for (const isTrash of trash) {
    for (let offset = 0; ; offset += PAGE) {
      const rooms = await store.rooms(null, { words: '', isTrash, limit: PAGE, offset })
      yield* rooms
      if (rooms.length < PAGE) break
    }
  }
}
