/**
 * Reveal: asks that a place in the text be to be seen.
 *
 * Whatever hides it opens (folding.ts); where nothing does, nothing happens. In the coordinates of the text
 * after the transaction that asks.
 */
import { StateEffect } from '@codemirror/state'

export const reveal = StateEffect.define<number>()
