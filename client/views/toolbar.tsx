/**
 * Toolbar: Markdown's commands as buttons, for hands that do not know the keys.
 *
 * One stop of the Tab key; arrows go from button to button. The text keeps its focus and its selection when
 * one is pressed. On a phone it is the last row of the page, above the keyboard.
 */
import { useRef, useState } from 'preact/hooks'
import { COMMANDS, type Command } from '../editor/commands.ts'
import type { Tools } from '../editor/tools.ts'
import { useWords } from '../words/language.ts'
import { spokenKeys } from './key-names.ts'
import { ToolIcon } from './tool-icons.tsx'

/** Those after which there is a gap. */
const ENDS = new Set(['heading3', 'link', 'quote'])
const ORDER = [
  'heading1 heading2 heading3',
  'bold italic strike code link',
  'bullets numbers tasks quote',
  'table rule',
].flatMap((group) => group.split(' '))

const TOOLS = ORDER.flatMap((id) => COMMANDS.filter((command) => command.id === id))

export function Toolbar({ tools }: { readonly tools: Tools }) {
  const words = useWords().writing
  const bar = useRef<HTMLDivElement>(null)
  const [stop, setStop] = useState(0)
  const go = (event: KeyboardEvent) => {
    const next = nextStop(
      event.key,
      stop,
      getComputedStyle(event.currentTarget as Element).direction,
    )
    if (next === null) return
    event.preventDefault()
    setStop(next)
    bar.current?.querySelectorAll('button')[next]?.focus()
  }
  return (
    <div ref={bar} class="tools" role="toolbar" aria-label={words.tools} onKeyDown={go}>
      {TOOLS.map((command, at) => (
        <Tool
          key={command.id}
          command={command}
          tools={tools}
          isStop={at === stop}
          onFocus={() => setStop(at)}
        />
      ))}
    </div>
  )
}

function nextStop(key: string, stop: number, direction: string): number | null {
  const last = TOOLS.length - 1
  const [back, on] = direction === 'rtl' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight']
  if (key === on) return stop === last ? 0 : stop + 1
  if (key === back) return stop === 0 ? last : stop - 1
  if (key === 'Home') return 0
  return key === 'End' ? last : null
}

interface ToolProps {
  readonly command: Command
  readonly tools: Tools
  readonly isStop: boolean
  readonly onFocus: () => void
}

function Tool({ command, tools, isStop, onFocus }: ToolProps) {
  const { id, keys, isOn } = command
  const name = useWords().writing.commands[id]
  const on = tools.on.value
  return (
    <button
      type="button"
      class={ENDS.has(id) ? 'tool is-end' : 'tool'}
      aria-label={name}
      aria-pressed={isOn === undefined ? undefined : (on?.has(id) ?? false)}
      disabled={on === null}
      tabIndex={isStop ? 0 : -1}
      title={keys === null ? name : `${name} (${spokenKeys(keys)})`}
      onFocus={onFocus}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => tools.run(command)}
    >
      <ToolIcon id={id} />
    </button>
  )
}
