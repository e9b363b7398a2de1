import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { GrantedToken } from '../../shared/api.ts'
import { Access, lifeOf, type TroubleId } from './access.ts'
import type { TokenAnswer } from './token.ts'

const HOUR = 3600

function grant(): GrantedToken {
  const iat = 1_000_000
  const token = `x.${btoa(JSON.stringify({ iat }))}.x`
  const user = { id: 'ana', name: 'Ana', color: '#c2410c' }
  return { token, role: 'editor', user, expires: iat + HOUR }
}
const granted = (): TokenAnswer => ({ kind: 'granted', grant: grant() })
const unreachable: TokenAnswer = { kind: 'unreachable' }

function make(...answers: TokenAnswer[]) {
  const reconnects: boolean[] = []
  const troubles: TroubleId[] = []
  const locks: boolean[] = []
  const request = vi.fn(async () => answers.shift() ?? granted())
  const access = new Access({
    request,
    granted: (_grant, reconnect) => reconnects.push(reconnect),
    trouble: (id) => troubles.push(id),
    locked: (isWrong) => locks.push(isWrong),
  })
  return { access, request, reconnects, troubles, locks }
}

describe('Access', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

  it('connects with its first token and renews it at 80 % of its life', async () => {
    const { access, reconnects } = make()
    access.connect()
    await pass(0)
    expect(reconnects).toEqual([true])
    await pass(HOUR * 1000 * 0.8 - 1)
    expect(reconnects).toEqual([true])
    await pass(1)
    expect(reconnects).toEqual([true, false])
    access.destroy()
  })

  it('tells a conflict of authors from a right that is not there any more', () => {
    const [conflict, forbidden] = [make(), make()]
    expect(conflict.access.closed(4403, 'author-conflict')).toBe(false)
    expect(forbidden.access.closed(4403, 'forbidden')).toBe(false)
    expect([...conflict.troubles, ...forbidden.troubles]).toEqual(['author-conflict', 'forbidden'])
  })

  it('tells apart what became of a link, at the door and in the room', async () => {
    const said = [
      ['link-revoked', 'removed'],
      ['link-expired', 'link-expired'],
      ['link-used', 'link-used'],
    ] as const
    for (const [code, trouble] of said) {
      const [door, room] = [make({ kind: 'refused', code, message: '' }), make()]
      door.access.connect()
      await pass(0)
      room.access.closed(4403, code)
      expect([door.troubles, room.troubles]).toEqual([[trouble], [trouble]])
    }
  })

  it('waits for the password of a link, as often as it takes', async () => {
    const refused = (code: string): TokenAnswer => ({ kind: 'refused', code, message: '' })
    const { access, reconnects, locks, troubles } = make(
      refused('password-needed'),
      refused('password-wrong'),
    )
    for (const known of [[false], [false, true]]) {
      access.connect()
      await pass(60_000)
      expect(locks).toEqual(known)
    }
    access.connect()
    await pass(0)
    expect([reconnects, troubles]).toEqual([[true], []])
    access.destroy()
  })

  it('keeps trying while the server cannot be reached, and at once when the network is back', async () => {
    const { access, request, reconnects } = make(unreachable, unreachable, unreachable)
    access.connect()
    await pass(0)
    await pass(1500)
    expect(request.mock.calls.length).toBeGreaterThanOrEqual(2)
    access.online()
    await pass(5000)
    expect(reconnects).toEqual([true])
    access.destroy()
  })

  it.each<[number, TroubleId]>([
    [4400, 'malformed'],
    [4403, 'removed'],
    [4404, 'not-found'],
    [4413, 'too-big'],
  ])('stops for good at %i: %s', async (code, trouble) => {
    const { access, request, troubles } = make()
    expect(access.closed(code)).toBe(false)
    await pass(60_000)
    expect(troubles).toEqual([trouble])
    expect(request).not.toHaveBeenCalled()
  })

  it('fetches a fresh token at 4401 and 4503, and gives up when none is ever good', async () => {
    const { access, reconnects, troubles } = make()
    for (const code of [4401, 4503, 4401, 4401, 4401]) {
      expect(access.closed(code)).toBe(false)
      await pass(20_000)
    }
    expect(reconnects).toEqual([true, true, true, true, true])
    access.closed(4401)
    expect(troubles).toEqual(['refused'])
  })

  it('forgets rejections once a token was good', async () => {
    const { access, troubles } = make()
    for (let round = 0; round < 12; round += 1) {
      access.closed(4401)
      await pass(20_000)
      access.accepted()
    }
    expect(troubles).toEqual([])
    access.destroy()
  })

  it('leaves all other codes to the stock client', () => {
    const { access } = make()
    for (const code of [1001, 1006, 1012, 1013, 4529]) expect(access.closed(code)).toBe(true)
  })

  it.each<[string, TroubleId]>([
    ['not-found', 'not-found'],
    ['forbidden', 'forbidden'],
  ])('believes the refusal %s', async (code, trouble) => {
    const { access, troubles } = make({ kind: 'refused', code, message: '' })
    access.connect()
    await pass(0)
    expect(troubles).toEqual([trouble])
  })

  it('asks once more when asked while an answer is out', async () => {
    const { access, request, reconnects } = make()
    access.connect()
    access.connect()
    await pass(0)
    expect(request).toHaveBeenCalledTimes(2)
    expect(reconnects.at(-1)).toBe(true)
    access.destroy()
  })
})

describe('lifeOf', () => {
  it("goes by the server's clock, whatever ours says", () => {
    expect(lifeOf(grant(), Date.now())).toBe(HOUR * 1000)
  })

  it('goes by our clock when the token does not say when it was issued', () => {
    expect(lifeOf({ ...grant(), token: 'opaque', expires: 2_000 }, 1_500_000)).toBe(500_000)
  })
})
