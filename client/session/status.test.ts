import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../shared/errors.ts'
import { ROLES } from '../../shared/protocol.ts'
import { canWrite, isTrouble, type StatusFacts, statusOf } from './status.ts'

const well: StatusFacts = {
  connected: true,
  synced: true,
  everSynced: true,
  unsaved: false,
  failing: false,
  damaged: false,
  refusal: null,
  role: 'editor',
  lasting: false,
}
const away = { connected: false, synced: false }

describe('statusOf', () => {
  it.each<[string, Partial<StatusFacts>]>([
    ['saved', {}],
    ['saving', { unsaved: true }],
    ['read-only', { role: 'viewer' }],
    ['connecting', { ...away, everSynced: false }],
    ['connecting', { synced: false, everSynced: false, lasting: true }],
    ['saved', away],
    ['saving', { ...away, unsaved: true }],
    ['offline', { ...away, lasting: true }],
    ['offline-unsaved', { ...away, lasting: true, unsaved: true }],
    ['offline-unsaved', { ...away, everSynced: false, lasting: true, unsaved: true }],
    ['connecting', { ...away, everSynced: false, lasting: true, role: null }],
    ['saving', { failing: true, unsaved: true }],
    ['failing', { failing: true, unsaved: true, lasting: true }],
    ['saved', { failing: true, lasting: true }],
    ['failing', { role: 'viewer', unsaved: true }],
    ['damaged', { damaged: true, unsaved: true }],
    ['damaged', { ...away, damaged: true, unsaved: true }],
    ['saved', { damaged: true }],
    ['turned-away', { ...away, lasting: true, refusal: 'room-full' }],
    ['turned-away', { synced: false, lasting: true, refusal: 'room-full' }],
    ['turned-away-unsaved', { ...away, lasting: true, refusal: 'too-fast', unsaved: true }],
    ['saving', { ...away, refusal: 'too-fast', unsaved: true }],
  ])('is %s for %o', (id, facts) => {
    expect(statusOf({ ...well, ...facts })).toBe(id)
  })

  const anyFacts = fc.record({
    connected: fc.boolean(),
    synced: fc.boolean(),
    everSynced: fc.boolean(),
    unsaved: fc.boolean(),
    failing: fc.boolean(),
    damaged: fc.boolean(),
    refusal: fc.constantFrom<ErrorCode | null>(null, 'room-full', 'too-fast'),
    role: fc.constantFrom(...ROLES, null),
    lasting: fc.boolean(),
  })

  it('never sounds saved while an edit is not', () => {
    const calm = new Set(['saved', 'read-only', 'offline', 'turned-away'])
    fc.assert(fc.property(anyFacts, (facts) => !(facts.unsaved && calm.has(statusOf(facts)))))
  })

  it('names trouble only once it lasts', () => {
    const isHopeless = ({ unsaved, role, damaged }: StatusFacts) =>
      unsaved && (damaged || !canWrite(role))
    fc.assert(
      fc.property(
        anyFacts,
        (facts) => facts.lasting || isHopeless(facts) || !isTrouble(statusOf(facts)),
      ),
    )
  })
})
