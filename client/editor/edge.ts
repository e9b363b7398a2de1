/**
 * Edge: who is beyond the upper or the lower edge of what is seen of the text, as edges.ts tells it.
 */
import type { Person } from '../session/people.ts'

export interface Edge {
  /** The nearest first. */
  readonly people: readonly Person[]
  /** One's own caret is where a chip at the end of this edge would stand. */
  readonly isTaken: boolean
}

export interface Edges {
  readonly above: Edge
  readonly below: Edge
}

const EMPTY: Edge = { people: [], isTaken: false }
export const NO_EDGES: Edges = { above: EMPTY, below: EMPTY }
