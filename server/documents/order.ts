/**
 * Order: whether a change can have been made by somebody who saw a text.
 *
 * An editor puts each item between two that it saw side by side. Yjs takes any two, and where they
 * were not, the place of the item depends on who came first: documents that know the same then show
 * different texts, and nothing heals that. So of each added item, its right neighbour must be to its
 * right, its left one to its left, and nothing between them that one of the three cannot have been made
 * without. Looks at what was applied, like shape.ts.
 *
 * Causality is judged by what an update shows of it: a client's own order, and the neighbours of the
 * neighbours. Source: YATA (Nicolaescu et al., 2016), and Item.integrate in Yjs 13.6.33.
 */
import * as Y from 'yjs'
import { WeftError } from '../../shared/errors.ts'
import { added, type Fault } from './shape.ts'

/** Items looked at for one transaction: a merge of offline work passes hundreds, an attack millions. */
const MAX_STEPS = 5_000_000

export function impossibleItems(transaction: Y.Transaction): Fault[] {
  const walk = new Walk()
  const faults: Fault[] = []
  for (const struct of added(transaction)) {
    if (struct instanceof Y.Item && !isBeside(struct) && !walk.isPossible(struct)) {
      faults.push({ id: struct.id, why: 'an item lies where nobody can have put it' })
    }
  }
  return faults
}

type Piece = Pick<Y.Item, 'id' | 'length'>

interface Way {
  readonly neighbour: Y.Item | null
  readonly passed: readonly Piece[]
}

class Walk {
  #steps = 0

  isPossible(item: Y.Item): boolean {
    if (!item.parent) return true
    const left = this.#towards(item, item.origin, (next) => next.left)
    const right = this.#towards(item, item.rightOrigin, (next) => next.right)
    if ((item.origin && !left.neighbour) || (item.rightOrigin && !right.neighbour)) return false
    // Nested types move with their parent when an undo brings it back, and then not side by side.
    if (!isInRoot(item)) return true
    const known = [item.id, item.origin, item.rightOrigin]
    const beside = [left.neighbour?.rightOrigin, right.neighbour?.origin]
    const isKnown = (piece: Piece) =>
      known.some((id) => isBefore(piece, id)) || beside.some((id) => id && holds(piece, id))
    return ![...left.passed, ...right.passed, ...cutOff(item, left, right)].some(isKnown)
  }

  /** The neighbour, null for the edge of the text, and what others put before it meanwhile. */
  #towards(item: Y.Item, id: Y.ID | null, step: (from: Y.Item) => Y.Item | null): Way {
    const passed: Piece[] = []
    let next = step(item)
    for (; next && !(id && holds(next, id)); next = step(next)) {
      this.#steps += 1
      if (this.#steps > MAX_STEPS) throw new WeftError('malformed', 'changes across too much text')
      passed.push(next)
    }
    return { neighbour: next, passed }
  }
}

/** As every keystroke is while nobody else types at the same place. */
const isBeside = ({ left, right, origin, rightOrigin }: Y.Item): boolean =>
  Y.compareIDs(left?.lastId ?? null, origin) && Y.compareIDs(right?.id ?? null, rightOrigin)

/** Yjs joins what one client wrote in a row: a neighbour may be in the middle of such a run. */
function cutOff({ origin, rightOrigin }: Y.Item, left: Way, right: Way): Piece[] {
  const pieces: Piece[] = []
  if (left.neighbour && origin) {
    const { id, length } = left.neighbour
    const after = id.clock + length - (origin.clock + 1)
    if (after > 0) pieces.push({ id: Y.createID(id.client, origin.clock + 1), length: after })
  }
  if (right.neighbour && rightOrigin) {
    const { id } = right.neighbour
    const before = rightOrigin.clock - id.clock
    if (before > 0) pieces.push({ id, length: before })
  }
  return pieces
}

const holds = ({ id, length }: Piece, { client, clock }: Y.ID): boolean =>
  id.client === client && clock >= id.clock && clock < id.clock + length

const isInRoot = ({ parent }: Y.Item): boolean =>
  parent instanceof Y.AbstractType && parent._item === null

/** Whoever knows the one knows the other: a client's changes come in its order. */
const isBefore = ({ id: { client, clock } }: Piece, id: Y.ID | null): boolean =>
  id !== null && id.client === client && id.clock > clock
