/**
 * Browser: what of a browser signing in needs, without one: cookies, and following redirects.
 *
 * Cookies are kept by host alone, as browsers do, which know no ports; all servers of a test share one.
 */

export class Browser {
  readonly #cookies = new Map<string, string>()

  /** One request; a redirect is an answer like any other. */
  async ask(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('cookie', this.cookies)
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie)
    return response
  }

  post(url: string, body: object): Promise<Response> {
    const headers = { 'content-type': 'application/json' }
    return this.ask(url, { method: 'POST', headers, body: JSON.stringify(body) })
  }

  /** From here on, as long as it is sent on, and not `until` an address that begins so. */
  async follow(url: string, init: RequestInit = {}, until = 'nowhere'): Promise<string> {
    const response = await this.ask(url, init)
    await response.arrayBuffer()
    const to = response.headers.get('location')
    if (to === null) return url
    const next = new URL(to, url).href
    return next.startsWith(until) ? next : this.follow(next, {}, until)
  }

  get cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)
  }

  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value)
  }

  #keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';').map((each) => each.trim())
    const [name = '', ...value] = pair.split('=')
    const expires = attributes.find((each) => each.startsWith('Expires='))?.slice(8)
    if (expires && Date.parse(expires) <= Date.now()) this.#cookies.delete(name)
    else this.#cookies.set(name, value.join('='))
  }
}
