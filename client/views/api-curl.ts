/**
 * API curl: an operation as a line for a shell.
 *
 * `$TOKEN`, and `$ROOM` and the other names of the path, are for whoever copies it to set.
 */
import type { Method, Operation } from '../../shared/openapi.ts'

/** `origin`: this server's. */
export function curlFor(
  method: Method,
  path: string,
  operation: Operation,
  origin: string,
): string {
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${variable(name)}`)
  const parts = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}"${origin}${address}"`,
    ...authorization(operation),
    ...body(operation),
  ]
  return parts.join(' \\\n  ')
}

const variable = (name: string): string => (name === 'id' ? 'ROOM' : name.toUpperCase())

function authorization({ security }: Operation): string[] {
  if (security.some((each) => 'token' in each)) return ['-H "Authorization: Bearer $TOKEN"']
  if (security.some((each) => 'guest' in each)) return ['-H "Authorization: Guest $SECRET"']
  return []
}

function body({ requestBody }: Operation): string[] {
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? []
  if (type === undefined) return []
  if (type === 'text/plain') return ['--data-binary @file.md']
  if (type === 'application/octet-stream') return ['--data-binary @picture.png']
  return [`--json '${JSON.stringify(media?.example).replaceAll("'", "'\\''")}'`]
}
