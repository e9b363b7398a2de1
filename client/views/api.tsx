/**
 * API: the page for programmers: every request that the server answers, and a line to try each.
 *
 * All of it comes from what the server says of itself (`/api/openapi.json`): nothing here knows a single
 * request.
 */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { METHODS, type OpenApi } from '../../shared/openapi.ts'
import { describedApi } from '../session/api-description.ts'
import { useWords } from '../words/language.ts'
import { type Request, RequestPart, Words } from './api-request.tsx'
import { Mark } from './icons.tsx'
import { type Theme, ThemeChoice } from './theme.tsx'
import { Frame } from './trouble.tsx'

export function ApiPage({ theme }: { readonly theme: Signal<Theme> }) {
  const { home } = useWords().common
  const found = useSignal<OpenApi | null | 'asked'>('asked')
  useEffect(() => {
    document.title = 'HTTP API · Weft'
    void describedApi().then((api) => {
      found.value = api
    })
  }, [])
  if (found.value === null) return <Unreachable />
  return (
    <div class="api">
      <header class="api-head">
        <a class="wordmark" href="/" aria-label={home}>
          <Mark />
          Weft
        </a>
        <ThemeChoice theme={theme} />
      </header>
      {found.value === 'asked' ? <main aria-busy="true" /> : <Description api={found.value} />}
    </div>
  )
}

function Unreachable() {
  const { common, errors } = useWords()
  return (
    <Frame title={errors.unreachable}>
      <div class="trouble-ways">
        <button type="button" class="button is-main" onClick={() => location.reload()}>
          {common.tryAgain}
        </button>
        <a class="button" href="/">
          {common.goHome}
        </a>
      </div>
    </Frame>
  )
}

function requestsOf({ paths }: OpenApi, tag: string): Request[] {
  const all = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method): Request[] => {
      const operation = item[method]
      return operation ? [{ method, path, operation }] : []
    }),
  )
  return all.filter(({ operation }) => operation.tags.includes(tag))
}

function Description({ api }: { readonly api: OpenApi }) {
  useEffect(() => {
    // What the address points to was not there when the browser looked.
    document.getElementById(location.hash.slice(1))?.scrollIntoView()
  }, [])
  const groups = api.tags.map((tag) => ({ ...tag, requests: requestsOf(api, tag.name) }))
  return (
    <main class="api-columns" lang="en" dir="ltr">
      <Opening api={api} />
      <nav class="api-contents" aria-label="Requests">
        {groups.map(({ name, requests }) => (
          <section key={name}>
            <h2>{name}</h2>
            <ul>
              {requests.map(({ operation: { operationId, summary } }) => (
                <li key={operationId}>
                  <a href={`#${operationId}`}>{summary}</a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <div class="api-groups">
        {groups.map(({ name, description, requests }) => (
          <section key={name} class="api-group" aria-labelledby={`tag-${name}`}>
            <h2 id={`tag-${name}`}>{name}</h2>
            <p>
              <Words of={description} />
            </p>
            {requests.map((request) => (
              <RequestPart
                key={request.operation.operationId}
                {...request}
                components={api.components.schemas}
              />
            ))}
          </section>
        ))}
      </div>
    </main>
  )
}

const Opening = ({ api: { info, components } }: { readonly api: OpenApi }) => (
  <div class="api-opening">
    <h1>HTTP API</h1>
    <p class="api-lead">
      <Words of={info.description} />
    </p>
    <h2>Who asks</h2>
    <dl class="api-schemes">
      {Object.entries(components.securitySchemes).map(([name, { description }]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Words of={description} />
          </dd>
        </div>
      ))}
    </dl>
    <p class="quiet">
      The same for programs: <a href="/api/openapi.json">openapi.json</a>, OpenAPI 3.1.
    </p>
  </div>
)
