/**
 * The store's contract, as stories: every implementation runs them all.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  EXPIRE_ROWS,
  type Expired,
  type Link,
  type NewRemark,
  type NewRow,
  type Person,
  REMARKS_KEPT,
  type Row,
  type Store,
  VISIT_MS,
} from './store.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)
const row = (room: string, value: number, more: Partial<NewRow> = {}): NewRow => ({
  room,
  time: 1_000 + value,
  user: 'ana',
  clients: [],
  update: bytes(value),
  ...more,
})
export const linkTo = (hash: string, more: Partial<Link> = {}): Link => ({
  hash,
  role: 'viewer',
  label: '',
  created: 1,
  ...{ expires: null, password: null, once: false, revoked: null },
  ...more,
})
const remark = (user: string, key: string, more: Partial<NewRemark> = {}): NewRemark => ({
  ...{ user, name: user.toUpperCase(), key, text: `${user} says ${key}`, place: '', time: 5 },
  ...more,
})
const plain = (rows: readonly Row[]) => rows.map(({ seq, update }) => [seq, ...update])
const room = (name: string, rows: NewRow[] = []) => ({ room: name, time: 1, links: [], rows })

export function storeContract(name: string, open: () => Store | Promise<Store>): void {
  describe(`${name} keeps the store's contract`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())

    it('knows no room until it is made, and then makes it once', async () => {
      expect(await store.head('notes')).toBe(null)
      await store.createRoom(room('notes', [row('notes', 7)]))
      expect(await store.head('notes')).toBe(1)
      await expect(store.createRoom(room('notes'))).rejects.toMatchObject({ code: 'room-exists' })
      expect(plain(await store.rows('notes', 0))).toEqual([[1, 7]])
    })

    it('keeps pictures, the same once a room, as many as there is place for', async () => {
      await store.createRoom(room('a'))
      await store.createRoom(room('b'))
      const picture = (id: string, ...values: number[]) => ({
        ...{ id, type: 'image/png', bytes: bytes(...values) },
      })
      expect(await store.addAttachment('a', picture('one', 1, 2), 4)).toBe('one')
      expect(await store.addAttachment('a', picture('other', 1, 2), 4)).toBe('one')
      expect(await store.addAttachment('b', picture('two', 1, 2), 4)).toBe('two')
      const tooMuch = store.addAttachment('a', picture('three', 1, 2, 3), 4)
      await expect(tooMuch).rejects.toMatchObject({ code: 'too-big' })
      const found = await store.attachment('a', 'one')
      expect([found?.type, ...(found?.bytes ?? [])]).toEqual(['image/png', 1, 2])
      expect(await store.attachment('b', 'one')).toBe(null)
      expect(await store.attachment('nowhere', 'one')).toBe(null)
      const nowhere = store.addAttachment('nowhere', picture('one', 1), 4)
      await expect(nowhere).rejects.toMatchObject({ code: 'not-found' })
      await store.deleteRoom('a', 1)
      expect(await store.attachment('a', 'one')).toBe(null)
      expect(await store.attachment('b', 'two')).not.toBe(null)
    })

    it('numbers the rows of each room without gaps', async () => {
      await store.createRoom(room('a'))
      await store.createRoom(room('b'))
      expect(await store.commit([row('a', 1), row('b', 2), row('a', 3)])).toEqual([1, 1, 2])
      expect(await store.commit([row('b', 4)])).toEqual([2])
      expect(plain(await store.rows('a', 0))).toEqual([
        [1, 1],
        [2, 3],
      ])
      expect(plain(await store.rows('b', 1))).toEqual([[2, 4]])
      expect(await store.head('a')).toBe(2)
    })

    it('gives the first rows alone when asked for so many', async () => {
      await store.createRoom(room('a', [row('a', 1), row('a', 2), row('a', 3)]))
      expect(plain(await store.rows('a', 0, 1))).toEqual([[1, 1]])
      expect(plain(await store.rows('a', 1, 5))).toEqual([
        [2, 2],
        [3, 3],
      ])
    })

    it('commits all rows of a batch or none', async () => {
      await store.createRoom(room('a'))
      const batch = [row('a', 1), row('nowhere', 2)]
      await expect(store.commit(batch)).rejects.toMatchObject({ code: 'not-found' })
      expect(await store.head('a')).toBe(0)
      expect(await store.rows('a', 0)).toEqual([])
    })

    it('keeps the user of a clientID, and commits nothing of a batch that claims it for another', async () => {
      await store.createRoom(room('a'))
      await store.commit([row('a', 1, { clients: [5, 2 ** 32 - 1] })])
      await store.commit([row('a', 2, { clients: [5] })])
      const batch = [row('a', 3), row('a', 4, { clients: [6, 5], user: 'ben' })]
      await expect(store.commit(batch)).rejects.toMatchObject({ code: 'author-conflict' })
      expect(await store.head('a')).toBe(2)
      const expected = [
        [5, 'ana'],
        [2 ** 32 - 1, 'ana'],
      ]
      expect([...(await store.clients('a'))].sort(([a], [b]) => a - b)).toEqual(expected)
      expect(await store.commit([row('a', 5)])).toEqual([3])
    })

    it('knows which rooms have come with a backup', async () => {
      await store.createRoom(room('a'))
      await store.noteRestored(7)
      await store.createRoom(room('b'))
      expect(await store.restored('a')).toBe(7)
      expect(await store.restored('b')).toBe(null)
      expect(await store.restored('nowhere')).toBe(null)
    })

    it('tells what has been added to many rooms, each after its seq', async () => {
      for (const id of ['a', 'b', 'c', 'gone']) await store.createRoom(room(id))
      await store.commit([row('a', 1), row('a', 2), row('b', 3), row('c', 4), row('gone', 5)])
      await store.deleteRoom('gone', 9)
      const seqs = { a: 1, b: 0, c: 1, gone: 0, nowhere: 0 }
      const added = await store.since(new Map(Object.entries(seqs)))
      expect(new Map(added)).toEqual(
        new Map([
          ['a', [{ seq: 2, time: 1002, user: 'ana', update: bytes(2) }]],
          ['b', [{ seq: 1, time: 1003, user: 'ana', update: bytes(3) }]],
        ]),
      )
      expect(new Map(await store.since(new Map()))).toEqual(new Map())
    })

    it('keeps the newer of two snapshots, and what the older one covers', async () => {
      await store.createRoom(room('a'))
      await store.commit([row('a', 1), row('a', 2), row('a', 3)])
      await store.saveSnapshot('a', { seq: 2, state: bytes(2) }, 0)
      await store.saveSnapshot('a', { seq: 1, state: bytes(1) }, 10)
      expect(await store.snapshot('a')).toEqual({ seq: 2, state: bytes(2) })
      expect(await store.rows('a', 0)).toHaveLength(3)
    })

    it('keeps no snapshot of more than the log has, as after a database went back', async () => {
      await store.createRoom(room('a'))
      await store.commit([row('a', 1), row('a', 2)])
      await store.saveSnapshot('a', { seq: 3, state: bytes(3) }, Number.MAX_SAFE_INTEGER)
      expect([await store.snapshot('a'), await store.covered('a')]).toEqual([null, 0])
      await store.saveSnapshot('a', { seq: 1, state: bytes(1) }, 0)
      await store.saveSnapshot('a', { seq: 3, state: bytes(3) }, Number.MAX_SAFE_INTEGER)
      expect(await store.snapshot('a')).toEqual({ seq: 1, state: bytes(1) })
      await store.commit([row('a', 3)])
      expect(plain(await store.rows('a', 1))).toEqual([
        [2, 2],
        [3, 3],
      ])
    })

    it('drops with a snapshot only what it covers and what has expired', async () => {
      await store.createRoom(room('a'))
      await store.commit([row('a', 1), row('a', 2), row('a', 3)])
      expect(await store.snapshot('a')).toBe(null)
      expect(await store.covered('a')).toBe(0)
      await store.saveSnapshot('a', { seq: 2, state: bytes(9, 9) }, 1_002)
      expect(await store.snapshot('a')).toMatchObject({ seq: 2, state: bytes(9, 9) })
      expect(await store.covered('a')).toBe(2)
      expect(plain(await store.rows('a', 0))).toEqual([
        [2, 2],
        [3, 3],
      ])
      await store.saveSnapshot('a', { seq: 3, state: bytes(8) }, Number.MAX_SAFE_INTEGER)
      expect(await store.rows('a', 0)).toEqual([])
      expect(await store.head('a')).toBe(3)
    })

    it('drops expired rows in every room, and never one that no snapshot covers', async () => {
      await store.createRoom(room('a', [row('a', 1), row('a', 2)]))
      await store.createRoom(room('b', [row('b', 1)]))
      await store.saveSnapshot('a', { seq: 2, state: bytes(9) }, 0)
      expect(await store.expire(1_002, '', 9)).toEqual({ rows: 1, bytes: 1, last: null })
      expect(plain(await store.rows('a', 0))).toEqual([[2, 2]])
      expect(plain(await store.rows('b', 0))).toEqual([[1, 1]])
    })

    it('drops what has expired room by room, and says where to go on', async () => {
      for (const id of ['a', 'b', 'c']) {
        await store.createRoom(room(id, [row(id, 1), row(id, 2)]))
        await store.saveSnapshot(id, { seq: 2, state: bytes(9) }, 0)
      }
      expect(await store.expire(1_002, '', 2)).toEqual({ rows: 2, bytes: 2, last: 'b' })
      expect(await store.rows('c', 0)).toHaveLength(2)
      expect(await store.expire(1_002, 'b', 2)).toEqual({ rows: 1, bytes: 1, last: null })
      expect(plain(await store.rows('c', 0))).toEqual([[2, 2]])
    })

    it('drops all of a room where more has expired than one step may drop', async () => {
      const count = EXPIRE_ROWS + 1
      await store.createRoom(room('a'))
      await store.commit(Array.from({ length: count }, () => row('a', 1)))
      await store.saveSnapshot('a', { seq: count, state: bytes(9) }, 0)
      let dropped = 0
      for (let after: string | null = ''; after !== null; ) {
        const { rows, last }: Expired = await store.expire(1_002, after, 9)
        dropped += rows
        after = last
      }
      expect([dropped, await store.rows('a', 0)]).toEqual([count, []])
    })

    it('merges old rows under a snapshot, each once', async () => {
      await store.createRoom(room('a'))
      await store.commit([row('a', 1), row('a', 2), row('a', 3), row('a', 4)])
      expect(await store.mergeable(2_000, 9)).toEqual([])
      await store.saveSnapshot('a', { seq: 3, state: bytes(9) }, 0)
      expect(await store.mergeable(1_001, 9)).toEqual([])
      expect(await store.mergeable(1_003, 9)).toEqual(['a'])
      expect(plain(await store.unmerged('a', 9))).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
      ])
      expect(plain(await store.unmerged('a', 1))).toEqual([[1, 1]])
      await store.merge('a', 2, [{ seq: 2, time: 1_001, user: 'ana', update: bytes(1, 2) }])
      expect(plain(await store.rows('a', 0))).toEqual([
        [2, 1, 2],
        [3, 3],
        [4, 4],
      ])
      expect(await store.mergeable(1_003, 9)).toEqual([])
      expect(plain(await store.unmerged('a', 9))).toEqual([[3, 3]])
    })

    it('finds a link by its hash, in its own room only', async () => {
      await store.createRoom({ ...room('a'), links: [linkTo('h1')] })
      await store.createRoom(room('b'))
      expect(await store.link('a', 'h1')).toEqual(linkTo('h1'))
      expect(await store.link('a', 'h2')).toBe(null)
      expect(await store.link('b', 'h1')).toBe(null)
      expect(await store.link('nowhere', 'h1')).toBe(null)
    })

    it('adds links, changes them, and lists them, the oldest first', async () => {
      const whole = linkTo('h2', {
        label: 'for Ben',
        created: 2,
        ...{ expires: 9_000, password: 'scrypt', once: true, revoked: 5 },
      })
      await store.createRoom({ ...room('a'), links: [linkTo('h1')] })
      await store.createRoom(room('b'))
      await store.putLink('a', whole)
      expect(await store.links('a')).toEqual([linkTo('h1'), whole])
      await store.putLink('a', linkTo('h1', { role: 'editor', revoked: 7 }))
      expect(await store.links('a')).toEqual([linkTo('h1', { role: 'editor', revoked: 7 }), whole])
      expect([await store.links('b'), await store.links('nowhere')]).toEqual([[], []])
      const nowhere = store.putLink('nowhere', whole)
      await expect(nowhere).rejects.toMatchObject({ code: 'not-found' })
    })

    it('notes who came by a link, from the first time to the last', async () => {
      await store.createRoom({ ...room('a'), links: [linkTo('h1'), linkTo('h2')] })
      const visit = (user: string, name: string, time: number) =>
        store.useLink('a', 'h1', { user, name, first: time, last: time })
      for (const [user, name, time] of [
        ['ana', 'Ana', 1],
        ['ben', 'Ben', 2],
        ['ben', 'Ben', VISIT_MS],
        ['ana', 'Ana', VISIT_MS + 1],
        ['ana', 'Ana M.', VISIT_MS + 3],
      ] as const)
        expect(await visit(user, name, time)).toBe(true)
      await store.putLink('a', linkTo('h1', { role: 'editor' }))
      const [ana, ben] = [
        { user: 'ana', name: 'Ana M.', first: 1, last: VISIT_MS + 3 },
        { user: 'ben', name: 'Ben', first: 2, last: 2 },
      ]
      expect(await store.uses('a', 'h1', 9)).toEqual([ana, ben])
      expect(await store.uses('a', 'h1', 1)).toEqual([ana])
      expect(await store.uses('a', 'h2', 9)).toEqual([])
    })

    it('lets only the first person use a link that is for one', async () => {
      await store.createRoom({ ...room('a'), links: [linkTo('h1', { once: true })] })
      const visit = (user: string, time: number) =>
        store.useLink('a', 'h1', { user, name: user, first: time, last: time })
      expect([await visit('ana', 1), await visit('ben', 2), await visit('ana', 3)]).toEqual([
        true,
        false,
        true,
      ])
      expect(await store.uses('a', 'h1', 9)).toEqual([
        { user: 'ana', name: 'ana', first: 1, last: 1 },
      ])
    })

    it('keeps what an owner has set for people, and whether the room is locked', async () => {
      await store.createRoom(room('a'))
      expect(await store.access('a')).toMatchObject({ isLocked: false, gone: null, people: [] })
      expect(await store.access('a')).toMatchObject({ created: room('a').time })
      expect(await store.access('nowhere')).toMatchObject({
        created: 0,
        isLocked: false,
        gone: null,
        people: [],
      })
      const [ana, ben] = [
        { user: 'ana', name: 'Ana', role: 'editor' as const },
        { user: 'ben', name: 'Ben', role: null },
      ]
      for (const person of [ben, { ...ana, role: 'viewer' as const }, ana])
        await store.putPerson('a', person.user, person)
      await store.lock('a', true)
      expect(await store.access('a')).toMatchObject({
        isLocked: true,
        gone: null,
        people: [ana, ben],
      })
      await store.putPerson('a', 'ben', null)
      await store.lock('a', false)
      expect(await store.access('a')).toMatchObject({ isLocked: false, gone: null, people: [ana] })
      for (const nowhere of [store.putPerson('nowhere', 'ana', ana), store.lock('nowhere', true)])
        await expect(nowhere).rejects.toMatchObject({ code: 'not-found' })
    })

    it('hands over what is noted of one user to another', async () => {
      const links = [linkTo('h1'), linkTo('h2'), linkTo('h3', { once: true })]
      await store.createRoom({ ...room('a'), links })
      for (const name of ['b', 'c', 'd']) await store.createRoom(room(name))
      const visit = (hash: string, user: string, first: number) =>
        store.useLink('a', hash, { user, name: `${user} at ${first}`, first, last: first })
      await visit('h1', 'guest', 1)
      await visit('h1', 'ben', 2)
      await visit('h2', 'guest', 3)
      await visit('h2', 'ana', 4)
      await visit('h3', 'guest', 5)
      await store.commit([
        row('a', 1, { clients: [1], user: 'guest' }),
        row('a', 2, { clients: [2], user: 'ben' }),
        row('b', 3, { clients: [3], user: 'guest' }),
      ])
      const set = (where: string, user: string, role: Person['role']) =>
        store.putPerson(where, user, { user, name: user, role })
      await set('b', 'guest', 'viewer')
      await set('c', 'guest', null)
      await set('c', 'ana', 'editor')
      await set('d', 'guest', 'viewer')
      await set('d', 'ana', 'editor')
      expect([...(await store.claim('guest', 'ana'))].sort()).toEqual(['b', 'c', 'd'])

      expect([...(await store.clients('a'))].sort()).toEqual([
        [1, 'ana'],
        [2, 'ben'],
      ])
      expect([...(await store.clients('b'))]).toEqual([[3, 'ana']])
      expect(await store.uses('a', 'h1', 9)).toEqual([
        { user: 'ben', name: 'ben at 2', first: 2, last: 2 },
        { user: 'ana', name: 'guest at 1', first: 1, last: 1 },
      ])
      expect(await store.uses('a', 'h2', 9)).toEqual([
        { user: 'ana', name: 'ana at 4', first: 3, last: 4 },
      ])
      expect([await visit('h3', 'ben', 6), await visit('h3', 'ana', 7)]).toEqual([false, true])
      const roles = async (where: string) =>
        (await store.access(where)).people.map(({ user, role }) => [user, role])
      expect(await roles('b')).toEqual([['ana', 'viewer']])
      expect(await roles('c')).toEqual([['ana', null]])
      expect(await roles('d')).toEqual([['ana', 'editor']])
      expect((await store.rows('a', 0)).map(({ user }) => user)).toEqual(['guest', 'ben'])
      expect(await store.claim('guest', 'ana')).toEqual([])
    })

    it('keeps what is said in a room, numbered, and gives the last of it in order', async () => {
      await store.createRoom(room('a'))
      await store.createRoom(room('b'))
      const second = remark('ben', 'k1', { text: 'two\nlines', place: '{"item":1}', time: 9 })
      expect(await store.say('a', remark('ana', 'k1'))).toEqual({ ...remark('ana', 'k1'), seq: 1 })
      expect(await store.say('a', second)).toEqual({ ...second, seq: 2 })
      await store.say('b', remark('ana', 'k9'))
      const both = [
        { ...remark('ana', 'k1'), seq: 1 },
        { ...second, seq: 2 },
      ]
      expect(await store.remarks('a', 9)).toEqual(both)
      expect(await store.remarks('a', 1)).toEqual(both.slice(1))
      expect(await store.remarks('nowhere', 9)).toEqual([])
      const nowhere = store.say('nowhere', second)
      await expect(nowhere).rejects.toMatchObject({ code: 'not-found' })
    })

    it('keeps what somebody says twice with one key once, as it was first', async () => {
      await store.createRoom(room('a'))
      const first = await store.say('a', remark('ana', 'k1'))
      expect(await store.say('a', remark('ana', 'k1', { text: 'other', time: 7 }))).toEqual(first)
      expect(await store.remarks('a', 9)).toEqual([first])
    })

    it('keeps the last remarks of a room, none that has expired, and counts on', async () => {
      await store.createRoom(room('a'))
      for (let n = 1; n <= REMARKS_KEPT + 1; n++)
        await store.say('a', remark('ana', `k${n}`, { time: n }))
      const numbers = async () => (await store.remarks('a', 9_999)).map(({ seq }) => seq)
      expect([(await numbers()).length, (await numbers())[0]]).toEqual([REMARKS_KEPT, 2])
      await store.expire(REMARKS_KEPT, '', 9)
      expect(await numbers()).toEqual([REMARKS_KEPT, REMARKS_KEPT + 1])
      await store.expire(9_999, '', 9)
      expect((await store.say('a', remark('ana', 'new'))).seq).toBe(REMARKS_KEPT + 2)
    })

    it('hands over what one user said to another, and deletes it with its room', async () => {
      await store.createRoom(room('a'))
      for (const [user, key] of [
        ['guest', 'k1'],
        ['ana', 'k2'],
        ['guest', 'k2'],
      ] as const)
        await store.say('a', remark(user, key))
      await store.claim('guest', 'ana')
      const said = (await store.remarks('a', 9)).map(({ user, name, key }) => [user, name, key])
      expect(said).toEqual([
        ['ana', 'GUEST', 'k1'],
        ['ana', 'ANA', 'k2'],
      ])
      await store.deleteRoom('a', 5)
      expect(await store.remarks('a', 9)).toEqual([])
    })

    it('keeps an update that the caller overwrites later', async () => {
      await store.createRoom(room('a'))
      const update = bytes(1, 2, 3)
      await store.commit([row('a', 1, { update })])
      update.fill(0)
      expect(plain(await store.rows('a', 0))).toEqual([[1, 1, 2, 3]])
    })
  })
}
