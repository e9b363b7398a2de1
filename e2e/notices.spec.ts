/**
 * Promise: one is told when somebody comes or calls one by name, quietly, once, and not by oneself; and in the
 * background by the browser only if one wants that.
 */
import type { Person } from './people.ts'
import { linkOf, type Server } from './server.ts'
import { expect, test } from './stage.ts'

type Open = (url: string, as: { name: string }) => Promise<Person>
const LINES = Array.from({ length: 200 }, (_, at) => `Line ${at + 1}`).join('\n\n')

async function twoPeople(server: Server, open: Open) {
  const room = await server.createRoom({ title: 'Plan', text: LINES })
  const ana = await open(linkOf(room, 'owner'), { name: 'Ana Silva' })
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  for (const each of [ana, ben]) {
    await each.isWith('Ana Silva', 'Ben Okoye')
    await attends(each)
  }
  return { ana, ben, room }
}

const toast = ({ page }: Person, words: string) =>
  page.locator('.toast', { has: page.getByText(words, { exact: true }) })
const heard = ({ page }: Person) => page.locator('.live-region')

/** The page has what looks at the others' doings: it comes after what one needs to type. */
const attends = (person: Person) => expect(heard(person)).toBeAttached()

/** From now on, notes all that is said to a screen reader: what comes next takes its place. */
async function listens({ page }: Person): Promise<() => Promise<string[]>> {
  await page.evaluate(`{
    const region = document.querySelector('.live-region')
    const said = globalThis.said = []
    new MutationObserver(() => said.push(region.textContent))
      .observe(region, { subtree: true, childList: true, characterData: true })
  }`)
  return async () => (await page.evaluate('said')) as string[]
}

const chat = ({ page }: Person) => page.getByRole('complementary', { name: 'Chat' })

async function says(person: Person, text: string): Promise<void> {
  if ((await chat(person).count()) === 0)
    await person.page.getByRole('button', { name: /^Chat/ }).click()
  const field = chat(person).getByRole('textbox', { name: 'Say something' })
  await field.fill(text)
  await field.press('Enter')
}

async function chooses({ page }: Person, item: string): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.locator('#menu').getByRole('button', { name: item }).click()
}

/** Notes which notifications the browser is asked for, and what they say. */
const NOTES = `
  globalThis.notes = []
  globalThis.Notification = class {
    static permission = 'granted'
    static requestPermission = async () => 'granted'
    constructor(title, { body }) { notes.push(title + ' | ' + body); globalThis.note = this }
    close() {}
  }
`
const notes = ({ page }: Person) => page.evaluate('notes')

test('those who come are said in one line, which goes by itself', async ({ server, open }) => {
  const room = await server.createRoom({ title: 'Plan' })
  const ana = await open(server.url, { name: 'Ana Silva' })
  await ana.page.clock.install()
  await ana.visit(linkOf(room, 'owner'))
  await ana.isSaved()
  await attends(ana)
  // Who is here is looked at every five seconds. From then on time goes by only when it is told to.
  await ana.page.clock.pauseAt(Date.now() + 6_000)
  await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  await open(linkOf(room, 'editor'), { name: 'Cleo Ng' })
  await open(linkOf(room, 'editor'), { name: 'Dora Papp' })
  await ana.isWith('Ana Silva', 'Ben Okoye', 'Cleo Ng', 'Dora Papp')
  await ana.page.clock.runFor(5_000)
  const all = ana.page.locator('.toast')
  await expect(all).toHaveText(['Ben Okoye and 2 others came in.'])
  await expect(heard(ana)).toHaveText(/came in\.$/)
  // Nothing else in the page would read it out.
  await expect(ana.page.locator('[aria-live] .toast, [role=status] .toast')).toHaveCount(0)
  await all.hover()
  // Not thirty seconds: whoever is not heard of for so long is taken to have left, and comes in anew.
  await ana.page.clock.runFor(15_000)
  await expect(all).toHaveCount(1)
  await ana.page.mouse.move(700, 300)
  await ana.page.clock.runFor(3_000)
  await expect(all).toHaveCount(0)
})

test('who is named in the text is told by whom, and led there', async ({ server, open }) => {
  const { ana, ben } = await twoPeople(server, open)
  const said = await listens(ana)
  await ben.find('Line 150')
  await ben.type(' for @ana silva, please')
  const line = toast(ana, 'Ben Okoye mentioned you in the text.')
  await expect(line).toBeVisible()
  await expect.poll(said).toContain('Ben Okoye mentioned you in the text.')
  await expect(ana.editor).toBeFocused()
  await line.getByRole('button', { name: 'Show' }).click()
  await expect(ana.page.locator('.cm-line.is-shown')).toHaveText(/^Line 150 for @ana silva/)
  await expect(line).toHaveCount(0)

  // Neither does one call oneself, nor is anybody called who is not meant.
  await ana.type('@Ana Silva and @Ben ', 'start')
  await ben.find('Line 2')
  await ben.type(' @Ana Silvana')
  await ben.type(' and @Ana Silva', 'end')
  await expect(line).toBeVisible()
  await expect(ana.page.locator('.toast')).toHaveCount(1)
  await expect(ben.page.locator('.toast', { hasText: 'mentioned' })).toHaveCount(0)
  await line.getByRole('button', { name: 'Close' }).click()
  await expect(ana.page.locator('.toast')).toHaveCount(0)
  await expect(ana.editor).toBeFocused()
})

test('who is named in the chat is led to it, and finds the name there', async ({
  server,
  open,
}) => {
  const { ana, ben } = await twoPeople(server, open)
  await says(ben, 'Not for anybody')
  await says(ben, 'Look, @ANA SILVA: https://example.org/@ana')
  const line = toast(ana, 'Ben Okoye mentioned you in the chat.')
  await line.getByRole('button', { name: 'Show' }).click()
  await expect(chat(ana).locator('mark')).toHaveText(['@ANA SILVA'])
  await expect(chat(ana).locator('mark')).toHaveClass(/is-you/)
  // While one looks at the chat, it speaks for itself.
  await says(ben, 'And again, @Ana Silva')
  await expect(chat(ana).locator('mark')).toHaveCount(2)
  await expect(line).toHaveCount(0)
})

test('in the background the title counts, and the browser says nothing unasked', async ({
  server,
  open,
}) => {
  const { ana, ben } = await twoPeople(server, open)
  await ana.page.evaluate(NOTES)
  await ana.turnsAway()
  await says(ben, 'One')
  await expect(ana.page).toHaveTitle('(1) Plan · Weft')
  await ben.type('Two for @Ana Silva. ', 'start')
  await expect(ana.page).toHaveTitle('(2) Plan · Weft')
  expect(await notes(ana)).toEqual([])
  await ana.turnsBack()
  await expect(ana.page).toHaveTitle('Plan · Weft')
  await expect(toast(ana, 'Ben Okoye mentioned you in the text.')).toBeVisible()
})

test('the title counts although what counts came after it', async ({ server, open }) => {
  const room = await server.createRoom({ title: 'Plan', text: LINES })
  // A service worker would have kept it by now, and no route would see it asked for.
  const ana = await open(server.url, { name: 'Ana Silva', serviceWorkers: 'block' })
  const titled = Promise.withResolvers<void>()
  await ana.page.route('**/assets/others-*.js', async (route) => {
    await titled.promise
    await route.continue()
  })
  await ana.visit(linkOf(room, 'owner'))
  await expect(ana.page).toHaveTitle('Plan · Weft')
  titled.resolve()
  await attends(ana)
  const ben = await open(linkOf(room, 'editor'), { name: 'Ben Okoye' })
  await ana.turnsAway()
  await says(ben, 'One')
  await expect(ana.page).toHaveTitle('(1) Plan · Weft')
})

test('who switches notifications on has them for mentions and the chat', async ({
  server,
  open,
}) => {
  const { ana, ben } = await twoPeople(server, open)
  await ana.page.evaluate(NOTES)
  await chooses(ana, 'Turn on notifications')
  await expect(ana.page.locator('.toast')).toContainText(['While this page is in the background'])
  await says(ben, 'Seen')
  await expect(ana.page.getByRole('button', { name: 'Chat: 1 unread remark' })).toBeVisible()
  await ana.turnsAway()
  await says(ben, 'Unseen')
  await expect.poll(() => notes(ana)).toEqual(['Ben Okoye in the chat | Unseen'])
  await ben.type('@Ana Silva: hello. ', 'start')
  await expect
    .poll(() => notes(ana))
    .toEqual(['Ben Okoye in the chat | Unseen', 'Ben Okoye mentioned you in the text. | Plan'])
  await ana.turnsBack()
  await chooses(ana, 'Turn off notifications')
  await ana.turnsAway()
  await says(ben, 'No more')
  await expect(ana.page).toHaveTitle('(1) Plan · Weft')
  expect(await notes(ana)).toHaveLength(2)
})

test('where the browser refuses, that is said', async ({ server, open }) => {
  const { ana } = await twoPeople(server, open)
  const said = await listens(ana)
  await chooses(ana, 'Turn on notifications')
  const words = /^Your browser does not allow notifications from this page/
  await expect(ana.page.locator('.toast')).toHaveText([words])
  await expect.poll(said).toContainEqual(expect.stringMatching(words))
  await ana.page.getByRole('button', { name: 'More', exact: true }).click()
  await expect(ana.page.getByRole('button', { name: 'Turn on notifications' })).toBeVisible()
})

/** A browser without a screen allows none, whatever it is told: what is asked of it is noted. */
const ONLY_BY_WORKER = `
  globalThis.notes = []
  globalThis.Notification = class {
    static permission = 'granted'
    static requestPermission = async () => 'granted'
    constructor() { throw new TypeError('Illegal constructor') }
  }
  ServiceWorkerRegistration.prototype.showNotification = async (title, { body, data }) => {
    notes.push([title, body, data])
  }
`
/** A click on a notification, as its worker hears of it; in a test it may bring no page to the front. */
const CLICK = `(data) => {
  WindowClient.prototype.focus = async function () { globalThis.focused = this.url }
  const click = new ExtendableEvent('notificationclick')
  click.notification = { data, close: () => undefined }
  dispatchEvent(click)
}`

test('T25: where a page may show none itself, its service worker does, and knows no secret', async ({
  server,
  open,
}) => {
  const { ana, ben } = await twoPeople(server, open)
  await ana.page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
  await ana.page.evaluate(ONLY_BY_WORKER)
  await chooses(ana, 'Turn on notifications')
  await ana.turnsAway()
  await says(ben, 'Hello')
  // No secret goes with it.
  const data = { path: new URL(ana.page.url()).pathname }
  await expect.poll(() => notes(ana)).toEqual([['Ben Okoye in the chat', 'Hello', data]])
  const [worker] = ana.context.serviceWorkers()
  await worker?.evaluate(`(${CLICK})(${JSON.stringify(data)})`)
  await expect.poll(() => worker?.evaluate('globalThis.focused')).toBe(ana.page.url())
})

test('who writes an @ is offered the names of the others', async ({ server, open }) => {
  const { ana, ben } = await twoPeople(server, open)
  const names = ana.page.getByRole('listbox', { name: 'People' })
  await ana.type('@', 'start')
  await expect(names.getByRole('option')).toHaveText(['Ben Okoye'])
  // In one breath: what is still seen is chosen.
  await ana.page.keyboard.type('b')
  await ana.page.keyboard.press('Enter')
  await expect(ana.page.locator('.cm-line').first()).toHaveText('@Ben OkoyeLine 1')
  await ana.page.keyboard.type(': ')
  await expect(names).toHaveCount(0)
  await expect(toast(ben, 'Ana Silva mentioned you in the text.')).toBeVisible()

  await ana.page.getByRole('button', { name: /^Chat/ }).click()
  const field = chat(ana).getByRole('textbox', { name: 'Say something' })
  await field.pressSequentially('Hi @')
  await expect(names.getByRole('option', { name: 'Ben Okoye', selected: true })).toBeVisible()
  await field.press('Escape')
  await expect(names).toHaveCount(0)
  await field.pressSequentially('be')
  await names.getByRole('option').click()
  await expect(field).toHaveValue('Hi @Ben Okoye')
  await expect(field).toBeFocused()
  await field.press('Enter')
  await expect(chat(ana).locator('mark')).toHaveText(['@Ben Okoye'])
})
