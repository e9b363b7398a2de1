/**
 * Promise: the page runs nothing but the server's own programs, and works like that.
 *
 * That every other story runs under the same policy without a violation is checked by stage.ts.
 */
import { expect, test } from './stage.ts'

test('T25: a script that found its way into the page is not run', async ({ server, open }) => {
  const ana = await open(server.url, { name: 'Ana Silva' })
  await ana.makeDocument()
  await ana.type('<img src=x onerror="globalThis.isOwned = true"><script>isOwned = true</script>')
  await ana.isSaved()
  const attempts = await ana.page.evaluate(`(async () => {
    const violations = []
    addEventListener('securitypolicyviolation', (event) => {
      violations.push(event.effectiveDirective)
      event.stopImmediatePropagation()
    }, { capture: true })
    const script = document.createElement('script')
    try { script.textContent = 'globalThis.isOwned = true' } catch { violations.push('text') }
    document.body.append(script)
    const image = document.createElement('img')
    try { image.setAttribute('onerror', 'globalThis.isOwned = true') } catch { violations.push('handler') }
    image.src = 'data:,x'
    document.body.append(image)
    try { document.body.insertAdjacentHTML('beforeend', '<b>x</b>') } catch { violations.push('html') }
    await new Promise((resolve) => { image.onerror = resolve; image.onload = resolve })
    return { violations, isOwned: globalThis.isOwned === true }
  })()`)
  expect(attempts).toMatchObject({ isOwned: false })
  expect((attempts as { violations: string[] }).violations).toContain('html')
  ana.errors.splice(0)
})
