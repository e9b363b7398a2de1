/**
 * Chart: the headline figures as an SVG. For now an empty one.
 */
import type { Results } from './results.ts'

export const chart = (_results: Results): string =>
  '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n'
