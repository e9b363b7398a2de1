import { describe, expect, it } from 'vitest'
import { Ear } from '../testing/ear.ts'
import { busContract, claimed } from './bus.contract.ts'
import { Hub } from './local.ts'

const shared = new Hub()
let names = 0
busContract('LocalBus', () => shared.join(`node ${names++}`))

describe('LocalBus', () => {
  async function two(hub: Hub) {
    const [a, b] = [hub.join('a'), hub.join('b')]
    const ears = { a: new Ear(a), b: new Ear(b) }
    await ears.b.until(({ misses }) => misses.length > 0)
    for (const ear of [ears.a, ears.b]) ear.forget()
    return { a, b, ears }
  }

  it('delivers as it is told to: late, or never', async () => {
    const late: (() => void)[] = []
    const { a, b, ears } = await two(
      new Hub((arrive, from, to) => {
        if (from === 'a' && to === 'b') late.push(arrive)
      }),
    )
    a.tell(claimed('one'))
    a.tell(claimed('two'))
    b.tell(claimed('lost'))
    late[1]?.()
    expect(ears.b.notes).toEqual([claimed('two')])
    late[0]?.()
    expect(ears.b.notes).toEqual([claimed('two'), claimed('one')])
    expect(ears.a.notes).toEqual([])
  })

  it('is cut off and loses what is told, what is on its way too; mended, all may have missed something', async () => {
    const { a, b, ears } = await two(new Hub())
    a.tell(claimed('on its way'))
    a.cut()
    a.tell(claimed('lost'))
    b.tell(claimed('lost too'))
    expect([a.isWhole, b.isWhole]).toEqual([false, false])
    expect(ears.a.troubles).toHaveLength(1)
    await Promise.resolve()
    a.mend()
    await ears.a.until(({ misses }) => misses.length > 0)
    expect([a.isWhole, b.isWhole]).toEqual([true, true])
    expect([ears.a.misses, ears.b.misses]).toEqual([[''], ['']])
    a.tell(claimed('end'))
    await ears.b.hears(claimed('end'))
    expect(ears.b.notes).toEqual([claimed('end')])
    expect(ears.a.notes).toEqual([])
  })
})
