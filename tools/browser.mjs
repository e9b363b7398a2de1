/**
 * Browser: which Chromium the browser tests use.
 *
 * The one that CHROMIUM_PATH names, else Playwright's own if it is installed, else one on PATH (the
 * headless shell first: it starts in half the time). Used by setup.mjs to decide whether to install one, and by the
 * Playwright configuration to find it.
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']

/** The executable's path; '' when Playwright's own is installed; undefined when there is none. */
export async function findBrowser() {
  const given = process.env.CHROMIUM_PATH
  if (given) return existsSync(given) ? given : undefined
  const { chromium } = await import('@playwright/test')
  if (existsSync(chromium.executablePath())) return ''
  const folders = (process.env.PATH ?? '').split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((p) =>
    existsSync(p),
  )
}
