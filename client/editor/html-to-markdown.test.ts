import { expect, it } from 'vitest'
import { markdownOf } from './html-to-markdown.ts'

it.each([
  [
    '<p>one <b>two</b> <i>three</i> <s>four</s> <code>five</code></p>',
    'one **two** *three* ~~four~~ `five`',
  ],
  [
    '<h2>Title</h2><p>See <a href="https://a.example/b">this</a>.</p>',
    '## Title\n\nSee [this](https://a.example/b).',
  ],
  ['<ul><li>one<ul><li>deeper</li></ul></li><li>two</li></ul>', '- one\n  - deeper\n- two'],
  ['<ol><li>one</li><li>two</li></ol>', '1. one\n2. two'],
  ['<ul><li><input type="checkbox" checked>done</li></ul>', '- [x] done'],
  [
    '<blockquote>said</blockquote><hr><pre><code class="language-ts">let a</code></pre>',
    '> said\n\n---\n\n```ts\nlet a\n```',
  ],
  ['<b style="font-weight:normal"><p>from <span>a document</span></p></b>', 'from a document'],
  [
    '<table><tr><td>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr></table>',
    '| A | B |\n| - | - |\n| 1 | 2 |',
  ],
  [
    'a<img src="data:image/png;base64,AAAA"><img src="https://a.example/b.png" alt="c">',
    'a![c](https://a.example/b.png)',
  ],
  ['<style>p { color: red }</style><script>alert(1)</script><p onclick="x()">words</p>', 'words'],
  ['<p>2 * 3 and a_b_c</p>', '2 \\* 3 and a_b_c'],
])('%o is %o', (html, markdown) => {
  expect(markdownOf(html)).toBe(markdown)
})
