/**
 * Main: starts the page.
 *
 * The only file that touches the address and the history; everything it makes is handed down.
 */
import { signal } from '@preact/signals'
import { render } from 'preact'
import { createAccount } from './session/account.ts'
import { recall } from './session/memory.ts'
import { createVersion } from './session/version.ts'
import './style/index.css'
import { App } from './views/app.tsx'
import { routeOf } from './views/route.ts'
import { createTheme } from './views/theme.tsx'
import { bestOf, createLanguage, LanguageContext } from './words/language.ts'

const route = signal(routeOf(location))
const follow = () => {
  route.value = routeOf(location)
}
addEventListener('popstate', follow)
addEventListener('hashchange', follow)

const go = (path: string) => {
  history.pushState(null, '', path)
  follow()
}

const language = createLanguage()
const known = recall('language')
await language.choose(
  bestOf([...(typeof known === 'string' ? [known] : []), ...navigator.languages]),
)

render(
  <LanguageContext.Provider value={language}>
    <App
      route={route}
      theme={createTheme()}
      account={createAccount()}
      version={createVersion()}
      go={go}
    />
  </LanguageContext.Provider>,
  document.body,
)
