import { describe, expect, it } from 'vitest'
import { cleanName } from '../../shared/names.ts'
import { inventName, loadIdentity } from './identity.ts'

describe('identity', () => {
  it('works where nothing can be remembered', () => {
    const { guest, name } = loadIdentity()
    expect(guest).toMatch(/^[\w-]{22}$/)
    expect(name).not.toBe('')
  })

  it('invents two words', () => {
    expect(inventName()).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/)
  })

  it('makes one plain line of a name', () => {
    expect(cleanName('  Ana\n\u202eBen ', 40)).toBe('Ana Ben')
    expect(cleanName('x'.repeat(50), 40)).toHaveLength(40)
    expect(cleanName(' \u0000 ', 40)).toBe('')
  })
})
