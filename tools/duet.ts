/**
 * Duet: a small trace, made by hand, for the tests. Two people write at once; one deletes without
 * writing; there is an emoji; and at the end both have merged what they have and go on together.
 */
import type { Trace } from './trace.ts'

export const duet: Trace = {
  kind: 'concurrent',
  numAgents: 2,
  txns: [
    // Ana: "Hi 👋 world"
    { parents: [], agent: 0, patches: [[0, 0, 'Hi 👋 world']] },
    // At once: Ana takes "Hi " away, and Ben writes after the emoji.
    { parents: [0], agent: 0, patches: [[0, 3, '']] },
    { parents: [0], agent: 1, patches: [[4, 0, '🌍 new']] },
    { parents: [1], agent: 0, patches: [[7, 0, '!']] },
    { parents: [2], agent: 1, patches: [[9, 6, '']] },
    // Both have seen "👋🌍 new!" and write at its end, at once.
    {
      parents: [3, 4],
      agent: 0,
      patches: [
        [7, 0, 'A'],
        [0, 1, 'Oh '],
      ],
    },
    { parents: [3, 4], agent: 1, patches: [[7, 0, 'B']] },
  ],
  endContent: 'Oh 🌍 new!AB',
}
