/**
 * Admin numbers: how the operator's page writes counts, bytes and durations, as the language does.
 */
export interface Numbers {
  readonly count: (value: number) => string
  readonly bytes: (value: number) => string
  /** Of seconds. */
  readonly duration: (value: number) => string
  /** Of milliseconds since 1970. */
  readonly time: (value: number) => string
}

const BYTES = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
const LONG = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

export function numbersIn(language: string): Numbers {
  const digits = { maximumFractionDigits: 1, notation: 'compact' } as const
  const plain = new Intl.NumberFormat(language, digits)
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium' })
  const unit = (value: number, name: string, maximumFractionDigits: number) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      // English writes "2 byte" where it is to be short.
      unitDisplay: name === 'byte' ? 'long' : 'short',
      maximumFractionDigits,
    }).format(value)
  const bytes = (value: number) => {
    const power = Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3), BYTES.length - 1)
    return unit(value / 1000 ** power, BYTES[power] ?? 'byte', power === 0 ? 0 : 1)
  }
  const duration = (seconds: number) => {
    const [name, length] = LONG.find(([, each]) => seconds >= each) ?? []
    if (name && length) return unit(seconds / length, name, 0)
    return seconds >= 1 ? unit(seconds, 'second', 1) : unit(seconds * 1000, 'millisecond', 1)
  }
  return { count: (value) => plain.format(value), bytes, duration, time: (at) => clock.format(at) }
}
