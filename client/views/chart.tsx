/**
 * Chart: a few numbers over the last minutes, as lines.
 *
 * Drawn by uPlot on a canvas, in the colours that the legend has, whichever theme or forced colours they
 * come from. The legend says the latest numbers as text: that is what a screen reader has of it.
 */
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'

export interface Line<T> {
  readonly name: string
  /** Null: there was none. */
  readonly of: (sample: T) => number | null
}

interface ChartProps<T> {
  readonly title: string
  /** The latest last. */
  readonly samples: readonly T[]
  /** In seconds since 1970. */
  readonly timeOf: (sample: T) => number
  /** Two at most. */
  readonly lines: readonly Line<T>[]
  /** A number as it is written. */
  readonly write: (value: number) => string
  readonly language: string
}

const HEIGHT = 112
/** Seconds that it shows when there is little to show yet. */
const SPAN = 60

export function Chart<T>({ title, samples, timeOf, lines, write, language }: ChartProps<T>) {
  const place = useRef<HTMLDivElement>(null)
  const legend = useRef<HTMLUListElement>(null)
  const plot = useRef<uPlot | null>(null)
  const latest = samples.at(-1)
  useEffect(() => {
    if (!place.current || !legend.current) return
    const made = draw(place.current, legend.current, { lines: lines.length, write, language })
    plot.current = made.plot
    return made.end
  }, [language, lines.length])
  useEffect(() => {
    const times = samples.map(timeOf)
    plot.current?.setData([times, ...lines.map(({ of }) => samples.map(of))])
  })
  return (
    <figure class="chart">
      <figcaption>
        <h2>{title}</h2>
        <ul ref={legend} class="chart-legend">
          {lines.map(({ name, of }) => {
            const value = latest === undefined ? null : of(latest)
            return (
              <li key={name}>
                {name} <b>{value === null ? '–' : write(value)}</b>
              </li>
            )
          })}
        </ul>
      </figcaption>
      <div ref={place} class="chart-place" dir="ltr" aria-hidden="true" />
    </figure>
  )
}

interface Look {
  readonly lines: number
  readonly write: (value: number) => string
  readonly language: string
}

function draw(place: HTMLElement, legend: HTMLElement, look: Look) {
  const size = () => ({ width: place.clientWidth, height: HEIGHT })
  const lines = Array.from({ length: look.lines }, () => [] as number[])
  const plot = new uPlot(optionsOf(size(), place, legend, look), [[], ...lines], place)
  const resizing = new ResizeObserver(() => plot.setSize(size()))
  resizing.observe(place)
  const end = () => {
    resizing.disconnect()
    plot.destroy()
  }
  return { plot, end }
}

/** Asked for at each drawing: another theme may have been chosen. */
const colorOf = (element: Element | null | undefined): string =>
  element ? getComputedStyle(element).color : ''

function optionsOf(
  size: { width: number; height: number },
  place: HTMLElement,
  legend: HTMLElement,
  { lines, write, language }: Look,
): uPlot.Options {
  const font = `11px ${getComputedStyle(place).fontFamily}`
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' })
  const axis = { stroke: () => colorOf(place), font, ticks: { show: false } }
  const grid = { stroke: () => getComputedStyle(place).borderColor, width: 1 }
  return {
    ...size,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { range: (_plot, least, most) => [Math.min(least, most - SPAN), most] },
      y: { range: fromNothing },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 24,
        space: 80,
        incrs: [60, 120],
        values: (_plot, times) => times.map((time) => clock.format(time * 1000)),
      },
      { ...axis, grid, size: 64, space: 32, values: (_plot, values) => values.map(write) },
    ],
    series: [
      {},
      ...Array.from({ length: lines }, (_none, at) => ({
        stroke: () => colorOf(legend.children[at]),
        width: 1.5,
        // Told apart without colours, too.
        dash: at === 0 ? [] : [4, 3],
        points: { show: false },
      })),
    ],
  }
}

/** So that what is still looks still. */
const fromNothing = (_plot: uPlot, _least: number, most: number): uPlot.Range.MinMax => [
  0,
  (most || 1) * 1.1,
]
