/**
 * Playwright configuration: which browser the stories are played in, and for how long.
 *
 * Each story starts its own server and people (see stage.ts); nothing here is shared between them, but
 * that no server may write down a secret, which is looked for after all of them (untold.ts).
 */
import { defineConfig } from '@playwright/test'
import { findBrowser } from '../tools/browser.mjs'

/** '' is Playwright's own, which it finds itself. */
const executablePath = await findBrowser()

/** A test browser should talk to nobody, and root has no sandbox to go into. */
const args = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]

export default defineConfig({
  testDir: '.',
  globalSetup: './untold.ts',
  outputDir: 'results/output',
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  workers: 2,
  retries: 0,
  reporter: 'line',
  timeout: 40_000,
  expect: { timeout: 12_000 },
  use: {
    trace: 'on-first-retry',
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
    launchOptions: { args, ...(executablePath && { executablePath }) },
  },
})
