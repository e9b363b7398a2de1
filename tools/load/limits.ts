/**
 * Limits: what a load tool needs, whose thousand people all sit at one address. Rates and numbers of
 * connections are lifted; sizes stay what they are.
 */
import type { Limits } from '../../shared/protocol.ts'

export const UNLIMITED = {
  messageRate: 1e9,
  messageBurst: 1e9,
  byteRate: 1e9,
  byteBurst: 1e9,
  roomConnections: 1e6,
  userConnections: 1e6,
  addressConnections: 1e6,
  joinRate: 1e6,
  joinBurst: 1e6,
  failedTokens: 1e9,
  createdRooms: 1e6,
  textEdits: 1e9,
} as const satisfies Partial<Limits>
