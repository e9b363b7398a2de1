/**
 * Append: one update by itself, as tests write them. Throws why it was refused.
 */
import { WeftError } from '../../shared/errors.ts'
import type { Documents, Receipt, Scope } from '../documents/documents.ts'

export async function append(
  documents: Documents,
  room: string,
  user: string,
  update: Uint8Array,
  scope: Scope = 'all',
): Promise<Receipt> {
  const [outcome = 'committed'] = await documents.append(room, [{ user, scope, update }])
  if (outcome instanceof WeftError) throw outcome
  return outcome
}
