/**
 * Place: a range of the text that is found again after others, or oneself, have typed.
 */
import * as Y from 'yjs'

interface Range {
  readonly from: number
  readonly to: number
}

/** What it returns tells where the range is now; null when the document is gone. */
export function holdRange(text: Y.Text, { from, to }: Range): () => Range | null {
  const [start, end] = [from, to].map((at) => Y.createRelativePositionFromTypeIndex(text, at))
  const indexOf = (at: Y.RelativePosition | undefined) =>
    at && text.doc ? Y.createAbsolutePositionFromRelativePosition(at, text.doc)?.index : undefined
  return () => {
    const [now, then] = [indexOf(start), indexOf(end)]
    return now === undefined || then === undefined ? null : { from: now, to: Math.max(now, then) }
  }
}
