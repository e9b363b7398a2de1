/**
 * Long README: a Markdown file as projects have them, of more than 100 KB, the same at every run.
 *
 * Headings, lists, tasks, tables, quotes, links, fenced code in several languages, and letters from
 * many scripts, some of them outside the basic plane.
 */

const CHAPTERS = 80

const WORDS = [
  'warp',
  'weft',
  'loom',
  'shuttle',
  'selvedge',
  'heddle',
  'treadle',
  'bobbin',
  'thread',
  'cloth',
  'naïve',
  'façade',
  'Straße',
  'Ångström',
  'žluťoučký',
  'Ελλάδα',
  'погода',
  'שלום',
  'مرحبا',
  'नमस्ते',
  '編み物',
  '直物',
  '毛糸',
  '한국어',
  '👩‍👩‍👧‍👦',
  '🧵',
  '🇨🇭',
  '𝕎𝕖𝕗𝕥',
  'é',
  '½',
]

/** A small generator of numbers, so that each chapter is its own and each run the same. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state >>> 8
  }
}

function chapter(number: number): string {
  const source = numbers(number)
  const pick = () => WORDS[source.next().value % WORDS.length] ?? ''
  const phrase = (length: number) => Array.from({ length }, pick).join(' ')
  return `## Chapter ${number}: ${phrase(4)}

${phrase(40)}, **${phrase(3)}**, _${phrase(2)}_ and \`${phrase(1)}()\`. See [${phrase(2)}](https://example.org/${number}).

1. ${phrase(9)}
2. ${phrase(7)}
   - ${phrase(6)}
   - ~~${phrase(4)}~~
- [x] ${phrase(3)}
- [ ] ${phrase(4)}

> ${phrase(14)}
>
> — ${phrase(2)}

| ${phrase(1)} | count | ${phrase(1)} |
| :--- | ---: | --- |
| ${phrase(2)} | ${number} | ${phrase(2)} |
| ${phrase(1)} | ${number * 7} | ${phrase(3)} |

\`\`\`ts
export const chapter${number} = (rows: number[]) => rows.map((row) => row * ${number}) // ${phrase(3)}
\`\`\`

\`\`\`sh
npm start -- --port ${3000 + number} # ${phrase(2)}
\`\`\`

`
}

export function longReadme(): string {
  const chapters = Array.from({ length: CHAPTERS }, (_, index) => chapter(index + 1))
  return `# The long README\n\n${chapters.join('')}The end.`
}
