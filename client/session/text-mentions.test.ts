import { signal } from '@preact/signals'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Person } from './people.ts'
import { LONGEST, SETTLED, type TextMention, watchTextMentions } from './text-mentions.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const person = (name: string, isYou = false): Person => ({
  ...{ id: name, name, color: 0, role: 'editor', isYou, clients: [] },
  ...{ isPresenting: false, presence: 'here' },
})

/** Ana's page, in which Ben is, and another tab of hers. */
function page(before = '') {
  const docs = { own: new Y.Doc(), ben: new Y.Doc(), second: new Y.Doc(), gone: new Y.Doc() }
  const awareness = new Awareness(docs.own)
  const stamp = (id: string) => ({ user: { id, name: id, color: '', role: 'editor' } })
  awareness.states.set(docs.own.clientID, stamp('Ana'))
  awareness.states.set(docs.ben.clientID, stamp('Ben'))
  awareness.states.set(docs.second.clientID, stamp('Ana'))
  const people = signal<readonly Person[]>([person('Ben'), person('Ana', true)])
  const connected = signal(false)
  const told: TextMention[] = []
  const text = docs.own.getText('content')
  const stop = watchTextMentions({ text, awareness, people, connected }, (each) => told.push(each))
  /** By default at the end. */
  const write = (by: keyof typeof docs, words: string, at?: number) => {
    Y.applyUpdate(docs[by], Y.encodeStateAsUpdate(docs.own), 'network')
    const theirs = docs[by].getText('content')
    theirs.insert(at ?? theirs.length, words)
    Y.applyUpdate(docs.own, Y.encodeStateAsUpdate(docs[by]), 'network')
  }
  write('ben', before)
  connected.value = true
  const leave = () => {
    stop()
    awareness.destroy()
  }
  return { docs, text, told, write, leave }
}

const indexOf = (place: string, text: Y.Text) => {
  const relative = Y.createRelativePositionFromJSON(JSON.parse(place))
  return Y.createAbsolutePositionFromRelativePosition(relative, text.doc as Y.Doc)?.index
}

it('hears a name that was typed letter by letter, once, and knows where', () => {
  const { text, told, write, leave } = page('The plan. ')
  for (const letter of 'Ask @ana.') write('ben', letter)
  expect(told).toEqual([])
  vi.advanceTimersByTime(SETTLED)
  expect(told.map(({ name }) => name)).toEqual(['Ben'])
  expect(indexOf(told[0]?.place ?? '', text)).toBe(14)
  // Around the mention, not in it.
  write('ben', ' Please?')
  write('ben', 'Now: ', 10)
  vi.advanceTimersByTime(SETTLED)
  expect(told).toHaveLength(1)
  leave()
})

it('waits until the name has come to its end', () => {
  const { told, write, leave } = page()
  for (const letter of 'Hello @Anabel') write('ben', letter)
  vi.advanceTimersByTime(2 * LONGEST)
  expect(told).toEqual([])
  leave()
})

it('does not wait for ever while somebody types without a pause', () => {
  const { told, write, leave } = page()
  write('ben', '@Ana ')
  for (let time = 0; time <= LONGEST; time += SETTLED / 2) {
    vi.advanceTimersByTime(SETTLED / 2)
    write('ben', 'and so on ')
  }
  expect(told).toHaveLength(1)
  leave()
})

it('hears a name that one letter makes whole, in what others wrote together', () => {
  const { told, write, leave } = page('x@Aa, see')
  write('ben', ' ', 1)
  vi.advanceTimersByTime(SETTLED)
  expect(told).toEqual([])
  write('ben', 'n', 4)
  vi.advanceTimersByTime(SETTLED)
  expect(told.map(({ name }) => name)).toEqual(['Ben'])
  leave()
})

it('is not called by itself, in this tab or another, by nobody, or by what was there', () => {
  const { text, told, write, leave } = page('@Ana was here before. ')
  text.insert(0, '@Ana ')
  write('second', ' @Ana ')
  write('gone', ' @Ana ')
  write('ben', 'Nothing. ')
  vi.advanceTimersByTime(LONGEST)
  expect(told).toEqual([])
  leave()
})

it('passes over what is no longer there', () => {
  const { docs, text, told, write, leave } = page()
  write('ben', 'Ask @Ana')
  text.delete(0, text.length)
  vi.advanceTimersByTime(SETTLED)
  expect(told).toEqual([])
  expect(docs.own.getText('content').toString()).toBe('')
  leave()
})

it('looks only around what has come, in a document of a megabyte', () => {
  const { text, told, write, leave } = page('lorem ipsum '.repeat(90_000))
  vi.advanceTimersByTime(LONGEST)
  write('ben', 'Ask @Ana. ', 500_000)
  const whole = vi.spyOn(text, 'toString')
  const matched = vi.spyOn(String.prototype, 'split')
  vi.advanceTimersByTime(SETTLED)
  const read = matched.mock.contexts.map((each) => String(each).length)
  matched.mockRestore()
  expect(told).toHaveLength(1)
  expect(whole).not.toHaveBeenCalled()
  expect(Math.max(...read)).toBeLessThan(100)
  leave()
})
