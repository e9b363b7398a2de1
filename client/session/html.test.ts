import { describe, expect, it } from 'vitest'
import { words as ar } from '../words/ar.ts'
import { en } from '../words/en.ts'
import { htmlOf } from './html.ts'
import { MARKDOWN } from './text-kind.ts'

describe('a document as a page', () => {
  it('shows its Markdown', () => {
    const text = '# Route\n\nWe go **north**.\n\n- [x] book\n- [ ] pack\n'
    const html = htmlOf({ title: 'Plan', kind: MARKDOWN, text }, en)
    expect(html).toContain('<title>Plan</title>')
    for (const part of ['<h1>Route</h1>', '<strong>north</strong>', '☑ book', '☐ pack'])
      expect(html).toContain(part)
  })

  it('puts bullets and bars on the side on which their words begin', () => {
    const text = '- خيط\n  - thread\n\n> خيط\n\nword\n'
    const html = htmlOf({ title: '', kind: MARKDOWN, text }, en)
    for (const part of ['<ul dir="auto">', '<ul>', '<blockquote dir="auto">', '<p>word</p>'])
      expect(html).toContain(part)
  })

  it('says in which language it is', () => {
    const html = htmlOf({ title: '', kind: MARKDOWN, text: 'خيط' }, ar)
    for (const part of ['<html lang="ar">', `<title>${ar.common.untitled}</title>`])
      expect(html).toContain(part)
  })

  it('shows code as it stands', () => {
    const text = '# not a heading\nif a < b: pass'
    const code = '<pre><code># not a heading\nif a &lt; b: pass</code></pre>'
    for (const kind of ['.py', 'Python'])
      expect(htmlOf({ title: 'main', kind, text }, en)).toContain(code)
  })

  it('shows Markdown that is called like code', () => {
    const html = htmlOf({ title: 'notes.js', kind: MARKDOWN, text: '# Notes' }, en)
    expect(html).toContain('<h1>Notes</h1>')
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
    const html = htmlOf({ title: text, kind: MARKDOWN, text }, en)
    expect(html).not.toMatch(/<script|<img|href="(javascript|data):|src="javascript/i)
    const empty = { title: '', kind: MARKDOWN, text: '' }
    expect(htmlOf(empty, en, '"><script>')).not.toContain('<script')
  })
})
