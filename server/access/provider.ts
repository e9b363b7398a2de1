/**
 * Provider: the OpenID provider that people sign in with, by the authorization code flow with PKCE.
 *
 * Promises that a person comes back only from an answer to the question that his own browser was sent
 * away with: state, nonce and verifier are checked (by openid-client). The provider is looked up when it
 * is first needed, and again while that fails, so its troubles never keep the server from starting.
 * Its tokens are used here, once, and kept nowhere.
 */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { z } from 'zod'
import type { User } from './grant.ts'
import { personOf } from './person.ts'

/** For each request to the provider. */
const PATIENCE_S = 10
const SCOPE = 'openid profile email'

export interface ProviderOptions {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Who is in this group of the provider's runs the server. */
  readonly operatorGroup?: string | undefined
}

/** Somebody who has come back. */
export interface Arrival {
  readonly person: User
  readonly isOperator: boolean
}

/** What a browser keeps while its person is at the provider's. */
export interface Proof {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export class Provider {
  readonly #options: ProviderOptions
  #found: Promise<Configuration> | undefined

  constructor(options: ProviderOptions) {
    this.#options = options
  }

  /** Where to send a browser, and what it must have kept when it comes back. Throws when the provider is not found. */
  async ask(redirectUri: string): Promise<{ readonly url: URL; readonly proof: Proof }> {
    const config = await this.#find()
    const verifier = randomPKCECodeVerifier()
    const proof = { state: randomState(), nonce: randomNonce(), verifier }
    const url = buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: SCOPE,
      state: proof.state,
      nonce: proof.nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    return { url, proof }
  }

  /** Who it is that came back to this address. Throws what openid-client throws. */
  async answer(url: URL, { state, nonce, verifier }: Proof): Promise<Arrival> {
    const config = await this.#find()
    const tokens = await authorizationCodeGrant(config, url, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    const claims: Record<string, unknown> & { sub?: string } = tokens.claims() ?? {}
    const { operatorGroup } = this.#options
    const isWhole = Boolean(claims.name && (operatorGroup === undefined || claims.groups))
    const more = isWhole ? {} : await userInfo(config, tokens.access_token, claims)
    const known = { ...more, ...claims }
    return { person: personOf(known), isOperator: isIn(operatorGroup, known) }
  }

  /** Where one signs out of the provider, too; null when it has no such place, or is not found. */
  async endOfSession(returnTo: string): Promise<string | null> {
    const config = await this.#find().catch(() => null)
    if (!config?.serverMetadata().end_session_endpoint) return null
    return buildEndSessionUrl(config, { post_logout_redirect_uri: returnTo }).href
  }

  /** Once for all who ask meanwhile. */
  #find(): Promise<Configuration> {
    this.#found ??= discover(this.#options).catch((error: unknown) => {
      this.#found = undefined
      throw error
    })
    return this.#found
  }
}

function discover({ issuer, clientId, clientSecret }: ProviderOptions): Promise<Configuration> {
  const url = new URL(issuer)
  const execute = url.protocol === 'http:' ? [allowInsecureRequests] : []
  const options = { execute, timeout: PATIENCE_S }
  return discovery(url, clientId, undefined, authentication(clientSecret), options)
}

/** HTTP Basic, as a client is to be when nothing else was agreed on, unless the provider cannot do that. */
function authentication(secret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)]
  return (server, ...more) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    return methods.includes('client_secret_basic') ? basic(server, ...more) : post(server, ...more)
  }
}

const Groups = z.object({ groups: z.array(z.string()).catch([]) })

function isIn(group: string | undefined, claims: object): boolean {
  return group !== undefined && Groups.parse(claims).groups.includes(group)
}

/** Many providers tell a name, or groups, only there. */
async function userInfo(config: Configuration, token: string, claims: { sub?: string }) {
  if (!claims.sub || !config.serverMetadata().userinfo_endpoint) return {}
  return fetchUserInfo(config, token, claims.sub)
}
