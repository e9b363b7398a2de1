/**
 * Stage: Playwright's `test` with what every story needs: a server, and people who come to it.
 *
 * Promises that what a story opened is closed after it, and that a page which threw an error fails its
 * story. `server` is shared by the stories of one worker; one that harms its server takes `ownServer`.
 */
import { test as base, expect } from '@playwright/test'
import { type Newcomer, Person } from './people.ts'
import { Server } from './server.ts'

/** A person with a browser of their own, at this address. */
type Open = (url: string, as?: Omit<Newcomer, 'origin'>) => Promise<Person>

interface Stage {
  readonly open: Open
  readonly ownServer: Server
}

async function withServer(use: (server: Server) => Promise<void>): Promise<void> {
  const server = await Server.start()
  await use(server)
  await server.stop()
}

export const test = base.extend<Stage, { readonly server: Server }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what is needed
  server: [({}, use) => withServer(use), { scope: 'worker' }],

  // biome-ignore lint/correctness/noEmptyPattern: as above
  ownServer: ({}, use) => withServer(use),

  open: async ({ browser }, use) => {
    const arrived: Person[] = []
    await use(async (url, as = {}) => {
      const person = await Person.arrive(browser, { origin: new URL(url).origin, ...as })
      arrived.push(person)
      await person.visit(url)
      return person
    })
    await Promise.all(arrived.map((person) => person.leave()))
    expect(arrived.flatMap(({ errors }) => errors)).toEqual([])
  },
})

export { expect }
