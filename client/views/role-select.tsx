/**
 * Role select: one of the roles, in words.
 */
import { ROLES, type Role } from '../../shared/protocol.ts'
import { useWords } from '../words/language.ts'

interface RoleSelectProps {
  readonly label: string
  readonly role: Role
  readonly onRole: (role: Role) => void
}

export function RoleSelect({ label, role, onRole }: RoleSelectProps) {
  const words = useWords().roles
  return (
    <select
      class="field"
      aria-label={label}
      value={role}
      onChange={(event) => onRole(event.currentTarget.value as Role)}
    >
      {ROLES.map((each) => (
        <option key={each} value={each}>
          {words[each]}
        </option>
      ))}
    </select>
  )
}
