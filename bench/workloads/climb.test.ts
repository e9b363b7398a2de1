import { expect, it } from 'vitest'
import { climb } from './climb.ts'

it('comes close to the rate above which nothing holds, and knows the last that did not', async () => {
  const tried: number[] = []
  const { best, tooFast } = await climb<number>(
    { start: 100, factor: 2, halvings: 3, tries: 1 },
    {
      go: async (rate) => {
        tried.push(rate)
        return rate
      },
      holds: (rate) => rate <= 1_000,
      rest: async () => undefined,
    },
  )
  expect(tried.slice(0, 5)).toEqual([100, 200, 400, 800, 1_600])
  expect(best).toBeGreaterThan(900)
  expect(best).toBeLessThanOrEqual(1_000)
  expect(tooFast).toBeGreaterThan(1_000)
})

it('tries a stretch again that did not hold, and rests before', async () => {
  const said: string[] = []
  const { best } = await climb<number>(
    { start: 1, factor: 2, halvings: 0, tries: 2 },
    {
      go: async (rate) => {
        said.push(`go ${rate}`)
        return rate
      },
      // Its first try at 1 has a bad moment.
      holds: (rate) => rate === 1 && said.length > 1,
      rest: async () => void said.push('rest'),
    },
  )
  expect(best).toBe(1)
  expect(said).toEqual(['go 1', 'rest', 'go 1', 'go 2', 'rest', 'go 2', 'rest'])
})
