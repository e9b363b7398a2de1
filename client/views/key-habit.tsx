/**
 * Key habit: whose keys the text has: the usual ones, Vim's or Emacs's. Remembered in this browser.
 */
import { type Signal, signal } from '@preact/signals'
import { KEY_HABITS, type KeyHabit } from '../editor/key-habit.ts'
import { recall, remember } from '../session/memory.ts'
import { useWords } from '../words/language.ts'

export function createKeyHabit(): Signal<KeyHabit> {
  const known = recall('keys')
  return signal(KEY_HABITS.find((habit) => habit === known) ?? 'usual')
}

export function chooseKeyHabit(habit: Signal<KeyHabit>, next: KeyHabit): void {
  habit.value = next
  remember('keys', next)
}

export function KeyHabitChoice({ habit }: { readonly habit: Signal<KeyHabit> }) {
  const words = useWords().keyHabit
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{words.label}</legend>
      {KEY_HABITS.map((each) => (
        <label key={each} class="segment">
          <input
            type="radio"
            name="keys"
            checked={habit.value === each}
            onChange={() => chooseKeyHabit(habit, each)}
          />
          <span>{words[each]}</span>
        </label>
      ))}
    </fieldset>
  )
}
