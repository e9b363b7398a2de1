/**
 * API request: one request of the HTTP API, in words: who may ask it, with what, and what is answered.
 */
import type { ComponentChildren } from 'preact'
import type { Problem } from '../../shared/api.ts'
import type { Method, Operation, Parameter, Schema } from '../../shared/openapi.ts'
import { curlFor } from './api-curl.ts'
import { type Components, type Field, fieldsOf, resolved, typeOf, unsetOf } from './api-fields.ts'
import { CopyButton } from './copy-button.tsx'

export interface Request {
  readonly method: Method
  readonly path: string
  readonly operation: Operation
}

interface PartProps {
  readonly operation: Operation
  readonly components: Components
}

export function RequestPart({ method, path, operation, components }: Request & PartProps) {
  const { operationId, summary, description } = operation
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
      <Body operation={operation} components={components} />
      <Answer operation={operation} components={components} />
      <Errors operation={operation} />
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
  const schemes = security.flatMap((each) => Object.keys(each)).join(' or ')
  const isOpen = security.some((each) => Object.keys(each).length === 0)
  return (
    <p class="api-who">
      For <b>anyone</b>
      {schemes && (isOpen ? `; where the server asks for it, by ${schemes}` : `, by ${schemes}`)}
    </p>
  )
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

function Names({ operation }: { readonly operation: Operation }) {
  const placed = Object.groupBy(operation.parameters, (parameter) => parameter.in)
  return (
    <>
      {placed.path && <Table title="In the path" rows={placed.path.map(named)} />}
      {placed.query && <Table title="Behind the ?" rows={placed.query.map(named)} />}
    </>
  )
}

const named = ({ name, required, description, schema }: Parameter): Field => ({
  name,
  type: typeOf(schema),
  unset: required ? '' : unsetOf(schema),
  words: description,
})

/** By media type. */
const BODIES: Readonly<Record<string, string>> = {
  'text/plain': 'the text itself',
  'application/octet-stream': 'the file itself',
}

function Body({ operation: { requestBody }, components }: PartProps) {
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? []
  if (!requestBody || !media) return null
  const title = `Body: ${BODIES[type ?? ''] ?? 'JSON'}`
  return <Content title={title} note={requestBody.description} {...{ media, components }} />
}

interface ContentProps {
  readonly title: string
  readonly note: string
  readonly media: { readonly schema: Schema } | undefined
  readonly components: Components
}

/** The fields of what is an object; of a text how long it may be. */
function Content({ title, note, media, components }: ContentProps) {
  const schema = media ? resolved(media.schema, components) : {}
  const isBounded = schema.maxLength !== undefined
  const words = isBounded ? [schema.description, `${capital(typeOf(schema))}.`, note] : [note]
  return <Table title={title} note={words.join(' ')} rows={fieldsOf(schema, components)} />
}

function Answer({ operation: { responses }, components }: PartProps) {
  const [status, answer] = Object.entries(responses).find(([status]) => status < '300') ?? []
  const [media] = Object.values(answer?.content ?? {})
  const note = answer?.description ?? ''
  return <Content title={`Answer: ${status}`} {...{ note, media, components }} />
}

function Errors({ operation: { responses } }: { readonly operation: Operation }) {
  const codes = Object.entries(responses).flatMap(([status, { content }]) =>
    Object.values(content?.['application/json']?.examples ?? {}).map(({ value }) => ({
      status,
      ...(value as Problem),
    })),
  )
  return (
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
  )
}

interface TableProps {
  readonly title: string
  readonly note?: string
  readonly rows: readonly Field[]
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
export const Words = ({ of }: { readonly of: string }): ComponentChildren =>
  of.split('`').map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part))
