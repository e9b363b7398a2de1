/**
 * The catalog's part of the store's contract, as stories: every implementation runs them all.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HIT, HIT_END, type RoomSearch } from './catalog.ts'
import { linkTo } from './store.contract.ts'
import type { Link, NewRow, Store } from './store.ts'

const ALL: RoomSearch = { words: '', isTrash: false, limit: 50, offset: 0 }

export function catalogContract(name: string, open: () => Store | Promise<Store>): void {
  describe(`${name} keeps the catalog's contract`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())

    const row = (room: string, time: number): NewRow => ({
      ...{ room, time, user: 'ana', clients: [] },
      update: Uint8Array.of(1),
    })
    const link = (role: Link['role'], more: Partial<Link> = {}) => linkTo(role, { role, ...more })
    /** A room that was last changed at this time, with a title and a text. */
    async function make(room: string, time: number, title = room, text = '', links: Link[] = []) {
      const all = links.length > 0 ? links : [link('owner'), link('viewer')]
      await store.createRoom({ room, time: 1, links: all, rows: [row(room, time)] })
      await store.index([{ room, seq: 1, title, text }])
    }
    const come = (room: string, hash: string, user: string, time = 1) =>
      store.useLink(room, hash, { user, name: user.toUpperCase(), first: time, last: time })
    const titles = async (whom: string | null, more: Partial<RoomSearch> = {}) =>
      (await store.rooms(whom, { ...ALL, ...more })).map(({ title }) => title)

    it('lists the rooms that somebody has come to, what changed last first', async () => {
      for (const [room, time] of [
        ['a', 10],
        ['b', 30],
        ['c', 20],
      ] as const)
        await make(room, time)
      for (const room of ['a', 'b']) await come(room, 'owner', 'ana')
      await come('c', 'viewer', 'ben')
      expect([await titles('ana'), await titles('ben')]).toEqual([['b', 'a'], ['c']])
      expect(await titles(null)).toEqual(['b', 'c', 'a'])
      expect(await titles('cleo')).toEqual([])
      await store.commit([row('a', 40)])
      expect(await titles('ana')).toEqual(['a', 'b'])
      expect(await titles('ana', { limit: 1, offset: 1 })).toEqual(['b'])
    })

    it('says of each what he may do there, and to who may write, who else comes', async () => {
      await make('a', 10)
      await come('a', 'viewer', 'ana', 2)
      await come('a', 'owner', 'ana', 3)
      await come('a', 'viewer', 'ben', 4)
      const people = [{ user: 'ben', name: 'BEN' }]
      const a = { room: 'a', title: 'a', created: 1, edited: 10, trashed: null, excerpt: '' }
      const plain = { isLocked: false, isPinned: false }
      expect(await store.rooms('ana', ALL)).toEqual([{ ...a, ...plain, role: 'owner', people }])
      expect(await store.rooms('ben', ALL)).toEqual([
        { ...a, ...plain, role: 'viewer', people: [] },
      ])
      await store.putPerson('a', 'ben', { user: 'ben', name: 'Ben', role: 'editor' })
      expect(await store.rooms('ben', ALL)).toMatchObject([
        { role: 'editor', people: [{ user: 'ana', name: 'ANA' }] },
      ])
    })

    it('lists nothing for whom no link opens it any more, or who was removed', async () => {
      const links = [link('owner'), link('editor', { revoked: 5 }), link('viewer', { expires: 5 })]
      await make('a', 10, 'a', '', links)
      for (const [hash, user] of [
        ['editor', 'ben'],
        ['viewer', 'cleo'],
        ['owner', 'dan'],
      ] as const)
        await come('a', hash, user)
      expect([await titles('ben'), await titles('cleo'), await titles('dan')]).toEqual([
        [],
        [],
        ['a'],
      ])
      await store.putPerson('a', 'dan', { user: 'dan', name: 'Dan', role: null })
      expect(await titles('dan')).toEqual([])
      expect(await store.usedLinks('a', 'ben')).toEqual([link('editor', { revoked: 5 })])
      expect(await store.usedLinks('a', 'nobody')).toEqual([])
    })

    it('finds by the beginnings of words in title and text, whatever their case and accents', async () => {
      await make('a', 10, 'Zürich trip', 'Trains leave at nine.')
      await make('b', 20, 'Shopping', 'Tickets to ZURICH, milk')
      await make('c', 30, '会議のメモ', '来週の予定')
      for (const room of ['a', 'b', 'c']) await come(room, 'owner', 'ana')
      const found = async (words: string) => (await titles('ana', { words })).sort()
      expect(await found('zur')).toEqual(['Shopping', 'Zürich trip'])
      expect(await found('ZÜRICH train')).toEqual(['Zürich trip'])
      expect(await found('milk "OR" NEAR(')).toEqual([])
      expect(await found('rich')).toEqual([])
      expect(await found('z')).toEqual([])
      expect(await found('予定')).toEqual(['会議のメモ'])
      expect(await found('メモ')).toEqual(['会議のメモ'])
      expect(await found('.,')).toEqual([])
      expect(await titles('ben', { words: 'zur' })).toEqual([])
      await store.index([{ room: 'b', seq: 1, title: 'Shopping', text: 'milk' }])
      expect(await found('zurich')).toEqual(['Zürich trip'])
    })

    it('keeps the newer of two texts, whichever comes last', async () => {
      await make('a', 10)
      await store.commit([row('a', 11), row('a', 12)])
      await store.index([{ room: 'a', seq: 3, title: 'Now', text: 'new' }])
      await store.index([{ room: 'a', seq: 2, title: 'Then', text: 'old' }])
      expect(await titles(null)).toEqual(['Now'])
      expect([await titles(null, { words: 'new' }), await titles(null, { words: 'old' })]).toEqual([
        ['Now'],
        [],
      ])
      expect(await store.unindexed('', 9)).toEqual({ rooms: [], last: null })
      const lost = { room: 'a', seq: 9, title: 'Lost', text: 'of what the database has lost' }
      await store.index([lost])
      await store.index([{ room: 'a', seq: 3, title: 'Now', text: 'new' }])
      expect(await titles(null)).toEqual(['Now'])
    })

    it('shows where in each text the words are', async () => {
      await make('a', 10, 'One', 'The cat sat')
      await make('b', 20, 'Two', 'A catalogue of mats')
      const excerpts = (await store.rooms(null, { ...ALL, words: 'cat' })).map(
        ({ title, excerpt }) => [title, excerpt.replaceAll(HIT, '').replaceAll(HIT_END, '')],
      )
      expect(excerpts.sort()).toEqual([
        ['One', 'The cat sat'],
        ['Two', 'A catalogue of mats'],
      ])
    })

    it('keeps what somebody pins or hides in his own list', async () => {
      for (const room of ['a', 'b']) {
        await make(room, room === 'a' ? 10 : 20)
        for (const user of ['ana', 'ben']) await come(room, 'owner', user)
      }
      await store.mark('a', 'ana', { isPinned: true })
      await store.mark('b', 'ana', { isHidden: true })
      expect([await titles('ana'), await titles('ben')]).toEqual([['a'], ['b', 'a']])
      await store.mark('a', 'ana', { isHidden: true })
      await come('a', 'owner', 'ana', 2)
      expect(await store.rooms('ana', ALL)).toMatchObject([{ title: 'a', isPinned: true }])
      for (const [room, user] of [
        ['nowhere', 'ana'],
        ['a', 'stranger'],
      ] as const)
        await expect(store.mark(room, user, {})).rejects.toMatchObject({ code: 'not-found' })
    })

    it('gives a guest’s list to the person that he turns out to be', async () => {
      for (const [room, time] of [
        ['a', 10],
        ['b', 20],
        ['c', 30],
      ] as const)
        await make(room, time)
      for (const room of ['a', 'b']) await come(room, 'owner', 'guest')
      for (const room of ['b', 'c']) await come(room, 'viewer', 'ana')
      await store.mark('a', 'guest', { isPinned: true })
      await store.mark('b', 'guest', { isHidden: true })
      await store.mark('b', 'ana', { isPinned: true })
      await store.claim('guest', 'ana')
      const own = (await store.rooms('ana', ALL)).map(({ title, role }) => [title, role])
      expect(own).toEqual([
        ['b', 'owner'],
        ['a', 'owner'],
        ['c', 'viewer'],
      ])
      expect(await titles('guest')).toEqual([])
    })

    it('has a trash, which only owners see', async () => {
      await make('a', 10)
      await come('a', 'owner', 'ana')
      await come('a', 'viewer', 'ben')
      await store.trash('a', 100)
      expect(await store.access('a')).toMatchObject({ gone: 'trashed' })
      const isTrash = true
      expect([await titles('ana'), await titles('ana', { isTrash })]).toEqual([[], ['a']])
      expect([await titles('ben'), await titles('ben', { isTrash })]).toEqual([[], []])
      expect([await store.trashed(100, 9), await store.trashed(101, 9)]).toEqual([[], ['a']])
      await store.trash('a', null)
      expect([await titles('ana'), await titles('ana', { isTrash })]).toEqual([['a'], []])
      expect(await store.access('a')).toMatchObject({ gone: null })
      await expect(store.trash('nowhere', 1)).rejects.toMatchObject({ code: 'not-found' })
    })

    it('deletes a room for good: nothing of it is left, and nobody makes another of its name', async () => {
      await make('a', 10, 'Plans', 'milk')
      await make('b', 10, 'Other', 'milk')
      for (const room of ['a', 'b']) await come(room, 'owner', 'ana')
      await store.mark('a', 'ana', { isPinned: true })
      await store.putPerson('a', 'ben', { user: 'ben', name: 'Ben', role: 'editor' })
      await store.deleteRoom('a', 100)
      expect(await store.head('a')).toBe(null)
      expect(await store.access('a')).toEqual({
        created: 0,
        isLocked: false,
        gone: 'deleted',
        people: [],
      })
      expect(await store.links('a')).toEqual([])
      expect(await titles(null, { words: 'milk' })).toEqual(['Other'])
      const again = { room: 'a', time: 1, links: [], rows: [] }
      for (const tried of [
        store.createRoom(again),
        store.commit([row('a', 2)]),
        store.deleteRoom('a', 1),
      ])
        await expect(tried).rejects.toMatchObject({ code: 'not-found' })
      expect(await store.trashed(Number.MAX_SAFE_INTEGER, 9)).toEqual([])
    })

    it('knows which rooms are ahead of what was indexed', async () => {
      for (const room of ['a', 'b', 'c']) await make(room, 10)
      await store.commit([row('a', 20), row('c', 20)])
      expect(await store.unindexed('', 2)).toEqual({ rooms: ['a'], last: 'b' })
      expect(await store.unindexed('b', 2)).toEqual({ rooms: ['c'], last: null })
      await store.index([{ room: 'c', seq: 2, title: 'c', text: '' }])
      await store.index([{ room: 'nowhere', seq: 2, title: 'c', text: '' }])
      expect(await store.unindexed('b', 2)).toEqual({ rooms: [], last: null })
    })
  })
}
