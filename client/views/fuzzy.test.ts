import { describe, expect, it } from 'vitest'
import { closeness, fitting } from './fuzzy.ts'

const find = (typed: string, ...names: string[]) => fitting(typed, names, (name) => name)

describe('fuzzy', () => {
  it('finds by letters in their order, and nothing else', () => {
    expect(find('dlh', 'Print', 'Download as HTML')).toEqual(['Download as HTML'])
    expect(closeness('hd', 'Download as HTML')).toBeNull()
  })

  it('puts the start of words first', () => {
    expect(find('sh', 'Push', 'Share')).toEqual(['Share', 'Push'])
  })

  it('minds neither case nor accents', () => {
    expect(find('TELECH', 'Télécharger')).toEqual(['Télécharger'])
  })

  it('leaves all in their order for whoever has typed nothing', () => {
    expect(find('', 'b', 'a')).toEqual(['b', 'a'])
  })
})
