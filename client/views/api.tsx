/**
 * API: the page for programmers: every request that the server answers, and a line to try each.
 *
 * All of it comes from what the server says of itself (`/api/openapi.json`): nothing here knows a single
 * request.
 */
import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import {
  METHODS,
  type Method,
  type OpenApi,
  type Operation,
  type Schema,
} from '../../shared/openapi.ts'
import { describedApi } from '../session/api-description.ts'
import { curlFor } from './api-curl.ts'
import { type Components, fieldsOf, resolved, typeOf } from './api-fields.ts'
import { CopyButton } from './copy-button.tsx'
import { Mark } from './icons.tsx'
import { type Theme, ThemeChoice } from './theme.tsx'
import { Frame } from './trouble.tsx'

export function ApiPage({ theme }: { readonly theme: Signal<Theme> }) {
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
        <a class="wordmark" href="/" aria-label="Weft, start page">
          <Mark />
          Weft
        </a>
        <ThemeChoice theme={theme} />
      </header>
      {found.value === 'asked' ? <main aria-busy="true" /> : <Description api={found.value} />}
    </div>
  )
}

const Unreachable = () => (
  <Frame title="The server cannot be reached">
    <p>What it says of its HTTP API could not be loaded. Check your connection and try again.</p>
    <div class="trouble-ways">
      <button type="button" class="button is-main" onClick={() => location.reload()}>
        Try again
      </button>
      <a class="button" href="/">
        Go to the start page
      </a>
    </div>
  </Frame>
)

interface Request {
  readonly method: Method
  readonly path: string
  readonly operation: Operation
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
    <main class="api-columns">
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
              <RequestPart key={request.operation.operationId} {...request} api={api} />
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

function RequestPart({ method, path, operation, api }: Request & { readonly api: OpenApi }) {
  const { operationId, summary, description } = operation
  const { schemas } = api.components
  const curl = curlFor(method, path, operation, location.origin)
  return (
    <article class="api-request" id={operationId} aria-labelledby={`${operationId}-name`}>
      <h3 id={`${operationId}-name`}>{summary}</h3>
      <p class="api-line">
        <span class={`api-method is-${method}`}>{method.toUpperCase()}</span> <Path path={path} />
      </p>
      {description && (
        <p>
          <Words of={description} />
        </p>
      )}
      <Who operation={operation} />
      <div class="api-curl">
        <pre>
          <code>{curl}</code>
        </pre>
        <CopyButton label={`Copy the line: ${summary}`} words="Copy" text={() => curl} />
      </div>
      <Names operation={operation} />
      <Body operation={operation} components={schemas} />
      <Answers operation={operation} components={schemas} />
    </article>
  )
}

/** May be broken behind each part. */
const Path = ({ path }: { readonly path: string }) => (
  <code class="api-path">
    {path.split(/(?=\/)/).map((part) => (
      <>
        <wbr />/{part.startsWith('/{') ? <var>{part.slice(1)}</var> : part.slice(1)}
      </>
    ))}
  </code>
)

/** Those who may, in words. */
function Who({ operation: { security, 'x-roles': roles } }: { readonly operation: Operation }) {
  if (roles) {
    const all = roles.map((role) => `${role}s`).join(', ')
    return (
      <p class="api-who">
        For <b>{all}</b>, and the admin token
      </p>
    )
  }
  const schemes = security.flatMap((each) => Object.keys(each))
  return (
    <p class="api-who">
      For <b>{schemes.length === 0 ? 'anyone' : `anybody with a ${schemes.join(' or a ')}`}</b>
    </p>
  )
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

function Names({ operation: { parameters } }: { readonly operation: Operation }) {
  if (parameters.length === 0) return null
  const rows = parameters.map(({ name, description, schema }) => ({
    name,
    type: typeOf(schema),
    unset: '',
    words: description,
  }))
  return <Table title="In the path" rows={rows} />
}

interface PartProps {
  readonly operation: Operation
  readonly components: Components
}

function Body({ operation: { requestBody }, components }: PartProps) {
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? []
  if (!requestBody || !media) return null
  const title = `Body: ${type === 'text/plain' ? 'the text itself' : 'JSON'}`
  return <Content title={title} note={requestBody.description} {...{ media, components }} />
}

interface ContentProps {
  readonly title: string
  readonly note: string
  readonly media: { readonly schema: Schema } | undefined
  readonly components: Components
}

/** The fields of what is an object; of anything else what it is. */
function Content({ title, note, media, components }: ContentProps) {
  const schema = media && resolved(media.schema, components)
  const rows = schema ? fieldsOf(schema, components) : []
  const what = schema && rows.length === 0 && schema.maxLength ? `${capital(typeOf(schema))}.` : ''
  const words = [schema?.maxLength && schema.description, what, note].filter(Boolean).join(' ')
  return <Table title={title} note={words} rows={rows} />
}

function Answers({ operation: { responses }, components }: PartProps) {
  const all = Object.entries(responses)
  const errors = all.filter(([status]) => status >= '300')
  const codes = errors.flatMap(([status, { content }]) =>
    Object.values(content?.['application/json']?.examples ?? {}).map(({ value }) => ({
      status,
      ...(value as { code: string; message: string }),
    })),
  )
  return (
    <>
      {all
        .filter(([status]) => status < '300')
        .map(([status, { description, content }]) => (
          <Content
            key={status}
            title={`Answer: ${status}`}
            note={description}
            media={content?.['application/json'] ?? content?.['text/plain']}
            components={components}
          />
        ))}
      <details class="api-errors">
        <summary>Errors</summary>
        <dl>
          {codes.map(({ status, code, message }) => (
            <div key={code}>
              <dt>
                {status} <code>{code}</code>
              </dt>
              <dd>{message}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  )
}

interface TableProps {
  readonly title: string
  readonly note?: string
  readonly rows: ReturnType<typeof fieldsOf>
}

const Table = ({ title, note = '', rows }: TableProps) => (
  <section class="api-part">
    <h4>{title}</h4>
    {note && (
      <p class="quiet">
        <Words of={note} />
      </p>
    )}
    {rows.length > 0 && (
      <dl class="api-fields">
        {rows.map(({ name, type, unset, words }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              <span class="api-type">
                {type}
                {unset && ` · ${unset}`}
              </span>
              {words && <Words of={words} />}
            </dd>
          </div>
        ))}
      </dl>
    )}
  </section>
)

/** What stands between backticks is code. */
const Words = ({ of }: { readonly of: string }): ComponentChildren =>
  of.split('`').map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part))
