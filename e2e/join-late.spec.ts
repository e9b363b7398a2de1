/**
 * Promise: whoever joins late gets everything, and a long document is as live as a short one.
 */
import { longReadme } from './long-readme.ts'
import type { Person } from './people.ts'
import { linkOf } from './server.ts'
import { expect, test } from './stage.ts'

test('who joins late has all of it: text, title, people', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  const link = await ana.makeDocument()
  await ana.title.fill('Story so far')
  await ana.type('One.\nTwo.\nThree.')
  await ana.press('Shift+Home')
  await ana.press('Delete')
  await ana.type('3.')
  await ana.isSaved()

  const ben = await open(link, { name: 'Ben Okoye' })
  await ben.sees('One.\nTwo.\n3.')
  await expect(ben.title).toHaveValue('Story so far')
  await ben.isWith('Ana Silva', 'Ben Okoye')
  await expect(ben.caretOf(ana)).toBeVisible()

  // And when everybody has gone, and nobody is there to hand it over.
  await Promise.all([ana.leave(), ben.leave()])
  const cleo = await open(link, { name: 'Cleo Ng' })
  await cleo.sees('One.\nTwo.\n3.')
  await expect(cleo.title).toHaveValue('Story so far')
})

/** Writes at the end of each of these lines, one after the other. */
async function writeIn(person: Person, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    await person.find(line)
    await person.type(noteBy(person))
  }
}

const noteBy = ({ name }: Person) => ` (seen by ${name})`

const withNotes = (text: string, person: Person, lines: readonly string[]) =>
  lines.reduce(
    (all, line) => all.replace(new RegExp(`${line}.*$`, 'm'), `$&${noteBy(person)}`),
    text,
  )

/** Where the texts part, in a few letters; '' if they are the same. Two long texts are no use in a report. */
function difference(seen: string, wanted: string): string {
  if (seen === wanted) return ''
  let at = 0
  while (seen[at] === wanted[at]) at += 1
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 40), at + 40))
  return `at ${at}: ${around(seen)} instead of ${around(wanted)}`
}

test('two people edit a real Markdown file of more than 100 KB', async ({ server, open }) => {
  const readme = longReadme()
  expect(Buffer.byteLength(readme)).toBeGreaterThan(100_000)
  const link = linkOf(await server.createRoom({ title: 'README.md', text: readme }), 'editor')
  const [ana, ben] = await Promise.all([
    open(link, { name: 'Ana Silva' }),
    open(link, { name: 'Ben Okoye' }),
  ])
  for (const person of [ana, ben]) {
    await person.isSaved()
    expect(difference(await person.wholeText(), readme)).toBe('')
  }

  // At the top, in the middle and at the end, both at the same time.
  const hers = ['# The long README', 'Chapter 40:', 'The end.']
  const his = ['Chapter 1:', 'Chapter 41:', 'Chapter 80:']
  await Promise.all([writeIn(ana, hers), writeIn(ben, his)])

  const wanted = withNotes(withNotes(readme, ana, hers), ben, his)
  for (const person of [ana, ben]) {
    await expect.poll(async () => difference(await person.wholeText(), wanted)).toBe('')
    await person.isSaved()
    await person.goTo('start')
    await person.photograph(`long-readme-${person.name}`)
  }
  expect(difference(await server.textAt(link), wanted)).toBe('')
})
