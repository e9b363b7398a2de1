import { afterEach, expect, it, vi } from 'vitest'
import { findBrowser } from '../tools/browser.mjs'

afterEach(() => vi.unstubAllEnvs())

it('the browser that was asked for is taken, whatever else is installed', async () => {
  vi.stubEnv('CHROMIUM_PATH', process.execPath)
  expect(await findBrowser()).toBe(process.execPath)
})

it('one that was asked for and is not there is not replaced by another', async () => {
  vi.stubEnv('CHROMIUM_PATH', '/nowhere/chromium')
  expect(await findBrowser()).toBeUndefined()
})
