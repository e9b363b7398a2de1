import { describe, expect, it } from 'vitest'
import { htmlOf } from './html.ts'
import { MARKDOWN } from './text-kind.ts'

describe('a document as a page', () => {
  it('shows its Markdown', () => {
    const html = htmlOf('Plan', MARKDOWN, '# Route\n\nWe go **north**.\n\n- [x] book\n- [ ] pack\n')
    expect(html).toContain('<title>Plan</title>')
    for (const part of ['<h1>Route</h1>', '<strong>north</strong>', '☑ book', '☐ pack'])
      expect(html).toContain(part)
  })

  it('puts bullets and bars on the side on which their words begin', () => {
    const html = htmlOf('', '- خيط\n  - thread\n\n> خيط\n\nword\n')
    for (const part of ['<ul dir="auto">', '<ul>', '<blockquote dir="auto">', '<p>word</p>'])
      expect(html).toContain(part)
  })

  it('shows code as it stands', () => {
    const code = '<pre><code># not a heading\nif a &lt; b: pass</code></pre>'
    for (const kind of ['.py', 'Python'])
      expect(htmlOf('main', kind, '# not a heading\nif a < b: pass')).toContain(code)
  })

  it('shows Markdown that is called like code', () => {
    expect(htmlOf('notes.js', MARKDOWN, '# Notes')).toContain('<h1>Notes</h1>')
  })

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[click](javascript:alert(1))',
    '![x](javascript:alert(1))',
    '[click](data:text/html,<script>alert(1)</script>)',
    '<javascript:alert(1)>',
    '[a]: javascript:alert(1)\n\n[a]',
    '```"><script>alert(1)</script>\nx\n```',
  ])('lets nothing of the text run: %s', (text) => {
    const html = htmlOf(text, MARKDOWN, text)
    expect(html).not.toMatch(/<script|<img|href="(javascript|data):|src="javascript/i)
    expect(htmlOf('', MARKDOWN, '', '"><script>')).not.toContain('<script')
  })
})
