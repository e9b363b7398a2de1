/**
 * Table text: cells that were copied from a spreadsheet, as a table in Markdown.
 *
 * A spreadsheet gives them as text too, a row a line, with tabs between: null for what is not so, and for
 * a single column, which is only lines.
 */

/** What would end a cell is written so that it does not. */
const cell = (text: string): string => text.trim().replaceAll('|', '\\|')

export function tableOf(text: string): string | null {
  const rows = text
    .replace(/\r\n?/g, '\n')
    .replace(/\n+$/, '')
    .split('\n')
    .map((row) => row.split('\t').map(cell))
  const columns = rows[0]?.length ?? 0
  if (columns < 2 || rows.some(({ length }) => length !== columns)) return null
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(3, ...rows.map((row) => row[at]?.length ?? 0)),
  )
  const line = (cells: readonly string[], fill: string) =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width, fill)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head, ' '), line([], '-'), ...body.map((row) => line(row, ' '))].join('\n')
}
