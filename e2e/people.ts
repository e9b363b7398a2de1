/**
 * People: what somebody in front of a browser does and sees, in the words of the stories.
 *
 * Everything goes through the page as a person would go: keys, roles and labels, no hooks of the
 * client. Whoever `sees` or `is` something waits for it; nothing here sleeps. Each has a browser
 * context: a browser of their own, with its own storage and clipboard rights.
 */
import { join } from 'node:path'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  expect,
  type FrameLocator,
  type Locator,
  type Page,
} from '@playwright/test'
import { watch } from './secrets.ts'

export type Place = 'start' | 'end'

const LOOKS = join(import.meta.dirname, 'results', 'looks')

/** Chromium says it on the console too; this way it is not taken for any other error. */
const CSP_WATCH = `addEventListener('securitypolicyviolation', (event) => {
  console.error('CSP: ' + event.violatedDirective + ' ' + event.blockedURI)
})`

/** What editors put between the letters: carets of others, the invitation to write. */
const NOT_TEXT = '[class^=cm-ySelection], .cm-placeholder'

export interface Newcomer extends BrowserContextOptions {
  /** The server's address, whose storage remembers the name. */
  readonly origin: string
  readonly name?: string
  /** Sees first what anybody would, who may only read: the preview. Else the stories are about the text. */
  readonly readsFirst?: boolean
}

export class Person {
  readonly page: Page
  readonly context: BrowserContext
  readonly name: string
  /** What the page threw and nobody caught, and what its Content-Security-Policy refused. */
  readonly errors: string[] = []
  /** What the page wrote on the console as an error. */
  readonly complaints: string[] = []
  /** Where the page asked for anything at all. */
  readonly contacts = new Set<string>()

  readonly #noted: () => Promise<void>

  /** `noted`: resolves when all that this browser was handed has been noted. */
  constructor(page: Page, name: string, noted: () => Promise<void> = async () => undefined) {
    this.page = page
    this.#noted = noted
    this.context = page.context()
    this.name = name
    page.on('pageerror', (error) => this.errors.push(String(error)))
    page.on('console', (message) => this.#hear(message.type(), message.text()))
    page.on('request', (request) => this.contacts.add(new URL(request.url()).origin))
    page.on('websocket', (socket) => this.contacts.add(new URL(socket.url()).origin))
  }

  /** A new browser, in which this name was once typed in, if one is given. */
  static async arrive(
    browser: Browser,
    { origin, name, readsFirst = false, ...options }: Newcomer,
  ): Promise<Person> {
    const remembered = { ...(name && { name }), ...(!readsFirst && { 'view-reading': 'write' }) }
    const localStorage = Object.entries(remembered).map(([key, value]) => ({
      name: `weft:${key}`,
      value: JSON.stringify(value),
    }))
    const context = await browser.newContext({
      permissions: ['clipboard-read', 'clipboard-write'],
      storageState: { cookies: [], origins: [{ origin, localStorage }] },
      ...options,
    })
    await context.addInitScript({ content: CSP_WATCH })
    const noted = watch(context)
    return new Person(await context.newPage(), name ?? '', noted)
  }

  /** In the same browser, with the same storage. */
  async anotherTab(): Promise<Person> {
    return new Person(await this.context.newPage(), this.name)
  }

  #hear(type: string, text: string): void {
    if (type !== 'error') return
    this.complaints.push(text)
    if (text.startsWith('CSP:')) this.errors.push(text)
  }

  get editor(): Locator {
    return this.page.getByRole('textbox', { name: 'Document text' })
  }

  /** What stands in the frame that shows the document as it reads. */
  get preview(): FrameLocator {
    return this.page.frameLocator('iframe.preview')
  }

  async chooses(view: 'Write' | 'Split' | 'Read'): Promise<void> {
    await this.page.getByRole('radio', { name: view }).check()
  }

  get title(): Locator {
    return this.page.getByRole('textbox', { name: 'Title' })
  }

  get status(): Locator {
    return this.page.locator('[data-status]')
  }

  /** The avatars, one for each person here. */
  get people(): Locator {
    return this.page.getByRole('list', { name: 'People' }).getByRole('listitem')
  }

  /** Another person's caret as this one sees it. */
  caretOf({ name }: { readonly name: string }): Locator {
    return this.page.locator('.caret', { has: this.page.getByText(name, { exact: true }) })
  }

  async visit(url: string): Promise<void> {
    await this.page.goto(url)
  }

  async goesOffline(): Promise<void> {
    await this.#setOffline(true)
  }

  async goesOnline(): Promise<void> {
    await this.#setOffline(false)
  }

  /**
   * Where the machine itself has no network, Chromium has been offline all along and tells the page of
   * no change: so the event is played, after the browser's own where that comes.
   */
  async #setOffline(isOffline: boolean): Promise<void> {
    const event = isOffline ? 'offline' : 'online'
    await this.context.setOffline(isOffline)
    await this.page.evaluate(`dispatchEvent(new Event('${event}'))`)
  }

  /** To another tab or window: a test browser's pages are never hidden, so it is played. */
  async turnsAway(): Promise<void> {
    await this.#setHidden(true)
  }

  async turnsBack(): Promise<void> {
    await this.#setHidden(false)
  }

  async #setHidden(isHidden: boolean): Promise<void> {
    await this.page.evaluate(`
      Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    `)
  }

  /** By the one click that it takes. Returns the address of the document. */
  async makeDocument(): Promise<string> {
    await this.page.getByRole('button', { name: 'New document' }).click()
    await expect(this.editor).toBeFocused()
    await this.isSaved()
    return this.page.url()
  }

  /** Goes on at the caret, or at one end of the text. */
  async type(text: string, at?: Place): Promise<void> {
    if (at) await this.goTo(at)
    await this.editor.pressSequentially(text, { timeout: 0 })
  }

  /** As `type` does, at a person's pace: 15 keys a second. */
  async typeAsAPerson(text: string, at?: Place): Promise<void> {
    if (at) await this.goTo(at)
    await this.editor.pressSequentially(text, { delay: 65, timeout: 0 })
  }

  async goTo(place: Place): Promise<void> {
    await this.press(place === 'start' ? 'ControlOrMeta+Home' : 'ControlOrMeta+End')
  }

  async press(key: string): Promise<void> {
    await this.editor.press(key)
  }

  /** Puts the caret at the end of the first line that holds these words, once the text is there. */
  async find(words: string): Promise<void> {
    await expect.poll(() => this.text(), { message: `${this.name} sees a text` }).not.toBe('')
    await this.press('ControlOrMeta+f')
    const field = this.page.getByRole('textbox', { name: 'Find' })
    await field.pressSequentially(words)
    await field.press('Enter')
    await expect(this.page.locator('.cm-searchMatch-selected')).toBeVisible()
    await field.press('Escape')
    await this.press('End')
  }

  /** The lines on screen: the whole text, if it is short enough not to need scrolling. */
  async text(): Promise<string> {
    const lines = await this.editor.locator('.cm-line').evaluateAll(
      (elements, notText) =>
        elements.map((element) => {
          const line = element.cloneNode(true)
          for (const each of line.querySelectorAll(notText)) each.remove()
          return String(line.textContent)
        }),
      NOT_TEXT,
    )
    return lines.join('\n')
  }

  /** The whole text, however long, as it is copied. */
  async wholeText(): Promise<string> {
    await this.press('ControlOrMeta+a')
    await this.press('ControlOrMeta+c')
    return this.clipboard()
  }

  async clipboard(): Promise<string> {
    return String(await this.page.evaluate('navigator.clipboard.readText()'))
  }

  /** The text is this, to the letter. */
  async sees(text: string): Promise<void> {
    await expect.poll(() => this.text(), { message: `${this.name} sees the text` }).toBe(text)
  }

  /** Never true of an edit just made: the page takes the word back with the key. */
  async isSaved(): Promise<void> {
    await this.isTold('Saved')
  }

  async isTold(status: string): Promise<void> {
    await expect(this.status).toHaveText(status)
  }

  /** These people and nobody else, in any order. */
  async isWith(...names: readonly string[]): Promise<void> {
    const seen = async () =>
      (await this.people.evaluateAll((all) => all.map((each) => each.ariaLabel))).sort()
    await expect.poll(seen, { message: `${this.name} sees who is here` }).toEqual([...names].sort())
  }

  /** Copies it out of the Share dialog, with the dialog's own button. */
  async copyLinkTo(what: 'read' | 'write'): Promise<string> {
    await this.page.getByRole('button', { name: 'Share' }).click()
    const dialog = this.page.getByRole('dialog', { name: 'Share this document' })
    const link = await dialog.getByRole('textbox', { name: `Link to ${what}` }).inputValue()
    await dialog.getByRole('button', { name: `Copy link to ${what}` }).click()
    // Not by the button's «Copied», which goes by itself.
    await expect.poll(() => this.clipboard()).toBe(link)
    await dialog.getByRole('button', { name: 'Close' }).click()
    return link
  }

  /** Into results/looks, for eyes. */
  async photograph(what: string): Promise<void> {
    await this.page.screenshot({ path: join(LOOKS, `${what}.png`) })
  }

  /** The same browser, one more tab. */
  async openTab(url: string): Promise<Person> {
    const tab = new Person(await this.context.newPage(), this.name)
    await tab.visit(url)
    return tab
  }

  async leave(): Promise<void> {
    await this.#noted()
    await this.context.close()
  }
}
