/**
 * Alone: the bus of a server that is the only node. Nobody to tell, and nothing to miss.
 */
import type { Bus } from './bus.ts'

const nothing = () => undefined

export const ALONE: Bus = {
  isWhole: true,
  listen: nothing,
  tell: nothing,
  enter: nothing,
  leave: nothing,
  close: async () => undefined,
}
