/**
 * API description: what the server says of its own HTTP API.
 *
 * Null when it cannot be had.
 */
import type { OpenApi } from '../../shared/openapi.ts'

export async function describedApi(): Promise<OpenApi | null> {
  const response = await fetch('/api/openapi.json').catch(() => null)
  return response?.ok ? ((await response.json()) as OpenApi) : null
}
