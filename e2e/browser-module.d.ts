/** The types of tools/browser.mjs, which is plain JavaScript so that an old Node can run it. */
declare module '*/tools/browser.mjs' {
  export function findBrowser(): Promise<string | undefined>
}
