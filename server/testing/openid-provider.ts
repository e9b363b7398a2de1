/**
 * OpenidProvider: a real OpenID provider on 127.0.0.1, where anybody may be anybody.
 *
 * Its one page asks for a name; whoever gives one is that person, with an address to match, and has
 * agreed to everything. It knows one client, wherever that listens, by the secret that `settings` has.
 * All of it is in memory. What oidc-provider says of itself on the console is not heard.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Configuration, default as Oidc } from 'oidc-provider'
import type { ProviderOptions } from '../access/provider.ts'

const CLIENT = { client_id: 'weft', client_secret: 'a secret that the provider knows' }

const PAGE = `<!doctype html><html lang="en"><title>Provider</title><form method="post">
<label>Name <input name="name"></label><button>Continue</button>
<button name="refuse" value="yes">Refuse</button></form>`

/** Whoever's name begins so is in the group that is called so. */
const OPERATOR = 'Operator'
export const OPERATORS = 'weft-operators'

/** Of all that it gives out. */
const LIFETIME_S = 600

/** `ana.silva` of «Ana Silva». */
const mailboxOf = (name: string): string => name.toLowerCase().replaceAll(' ', '.')

const CONFIGURATION: Configuration = {
  clients: [
    {
      ...CLIENT,
      redirect_uris: ['http://127.0.0.1/auth/callback'],
      post_logout_redirect_uris: ['http://127.0.0.1/'],
    },
  ],
  claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email'] },
  ttl: Object.fromEntries(
    ['AccessToken', 'AuthorizationCode', 'Grant', 'IdToken', 'Interaction', 'Session'].map(
      (kind) => [kind, LIFETIME_S],
    ),
  ),
  cookies: { keys: ['only for tests'] },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      logoutSource: (context, form) => {
        context.body = `<!doctype html>${form}
          <button form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>`
      },
    },
  },
  interactions: { url: (_, { uid }) => `/login/${uid}` },
  findAccount: (_, accountId) => ({
    accountId,
    claims: () => ({
      sub: accountId,
      name: accountId,
      groups: accountId.startsWith(OPERATOR) ? [OPERATORS] : ['readers'],
      email: `${mailboxOf(accountId)}@id.example`,
    }),
  }),
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({
      clientId: oidc.client?.clientId ?? '',
      accountId: oidc.session?.accountId ?? '',
    })
    grant.addOIDCScope('openid profile email')
    await grant.save()
    return grant
  },
}

export class OpenidProvider {
  readonly settings: ProviderOptions
  readonly #http: Server

  private constructor(http: Server, issuer: string) {
    this.#http = http
    this.settings = { issuer, clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret }
  }

  static async start(port = 0): Promise<OpenidProvider> {
    const http = createServer()
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
    const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
    const oidc = await quietly(() => makeProvider(issuer))
    oidc.Client.prototype.redirectUriAllowed = (uri) => uri.endsWith('/auth/callback')
    oidc.Client.prototype.postLogoutRedirectUriAllowed = () => true
    const answer = oidc.callback()
    http.on('request', (request, response) => {
      if (request.url?.startsWith('/login/')) void login(oidc, request, response)
      else void answer(request, response)
    })
    return new OpenidProvider(http, issuer)
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#http.close(resolve))
    this.#http.closeAllConnections()
    await ended
  }
}

async function login(oidc: Oidc, request: IncomingMessage, response: ServerResponse) {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE)
    return
  }
  const form = new URLSearchParams(await text(request))
  const result = form.has('refuse')
    ? { error: 'access_denied', error_description: 'he did not want to' }
    : { login: { accountId: form.get('name') ?? '' } }
  await oidc.interactionFinished(request, response, result)
}

async function makeProvider(issuer: string): Promise<Oidc> {
  const { default: Oidc } = await import('oidc-provider')
  return new Oidc(issuer, CONFIGURATION)
}

/** It warns of a Node that it does not know yet, and of keys and a store that are for tests. */
async function quietly<T>(make: () => Promise<T>): Promise<T> {
  const { info, warn } = console
  Object.assign(console, { info: () => undefined, warn: () => undefined })
  try {
    return await make()
  } finally {
    Object.assign(console, { info, warn })
  }
}
