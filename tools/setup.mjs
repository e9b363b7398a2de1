/**
 * Setup: makes a fresh clone able to run, and does nothing when it already is.
 *
 * Promises: a Node of at least the major that Weft needs in node_modules/.bin (npm puts that first on
 * PATH, so every later script uses it), the locked packages, a built client, and with `--tests` a
 * Chromium, a Firefox, a Redis and an nginx for them. Plain JavaScript with no imports but Node's own: an old Node runs it on a
 * clone with nothing installed. A second run needs no network.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBrowser } from './browser.mjs'

const NODE_MAJOR = 24
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = join(root, 'node_modules', '.bin')

function say(text) {
  process.stdout.write(`weft setup: ${text}\n`)
}

function fail(text) {
  process.stderr.write(`weft setup: ${text}\n`)
  process.exit(1)
}

/** Runs npm with `node` first on PATH, so that packages are chosen and built for that Node. */
function npm(node, args, cwd) {
  const cli = process.env.npm_execpath
  const [command, rest] = cli ? [node, [cli, ...args]] : ['npm', args]
  const PATH = [dirname(node), process.env.PATH].join(delimiter)
  const run = spawnSync(command, rest, {
    cwd,
    env: { ...process.env, PATH },
    stdio: ['ignore', 2, 2],
  })
  if (run.status !== 0) fail(`npm ${args.join(' ')} failed in ${cwd}`)
}

/** The first `node` on PATH that is not one this script linked, and its major version. */
function hostNode() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, file)
    if (folder.includes('node_modules') || !existsSync(path)) continue
    const major = Number(
      execFileSync(path, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }),
    )
    return { path, major }
  }
  return { path: process.execPath, major: Number(process.versions.node.split('.')[0]) }
}

/** Node's platform packages carry the binary and no install script: locked, hashed, and offline after once. */
function runtimeNode() {
  const folder = join(root, 'tools', 'runtime')
  const names = [
    `node-${process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ]
  const find = () =>
    names.map((n) => join(folder, 'node_modules', n, 'bin', 'node')).find((p) => existsSync(p))
  if (!find()) {
    if (process.platform === 'win32')
      fail(`Node.js ${NODE_MAJOR} or newer is needed: please install it from nodejs.org`)
    say(`this Node.js is older than ${NODE_MAJOR}; fetching one for this folder only`)
    npm(process.execPath, ['ci', '--no-audit', '--no-fund'], folder)
  }
  return (
    find() ??
    fail(
      `no Node.js for ${process.platform} ${process.arch} on npm: please install ${NODE_MAJOR} or newer`,
    )
  )
}

function installPackages(node, major) {
  const stamp = join(root, 'node_modules', '.weft-setup')
  const lock = readFileSync(join(root, 'package-lock.json'))
  const wanted = `${createHash('sha256').update(lock).digest('hex')} node${major}`
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('installing packages')
  npm(node, ['ci', '--no-audit', '--no-fund'], root)
  writeFileSync(stamp, wanted)
}

function linkNode(node, isHost) {
  const link = join(bin, 'node')
  rmSync(link, { force: true })
  if (isHost) return
  mkdirSync(bin, { recursive: true })
  symlinkSync(node, link)
}

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  const names = readdirSync(path).filter((name) => name !== 'dist' && name !== 'node_modules')
  return Math.max(0, ...names.map((name) => newest(join(path, name))))
}

function buildClient(node) {
  const built = join(root, 'client', 'dist', 'index.html')
  const sources = ['client', 'shared', 'package-lock.json'].map((name) => newest(join(root, name)))
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources)) return
  say('building the client')
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const run = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], {
    cwd: join(root, 'client'),
    stdio: ['ignore', 2, 2],
  })
  if (run.status !== 0) fail('the client did not build')
}

const canInstall = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

function installFromDebian(name) {
  const stdio = ['ignore', 2, 2]
  spawnSync('apt-get', ['update', '-qq'], { stdio })
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { stdio })
}

async function installBrowser() {
  if (await findBrowser()) return
  if (canInstall()) {
    say('installing a headless Chromium from Debian for the browser tests')
    installFromDebian('chromium-headless-shell')
  } else {
    say('installing a headless Chromium through Playwright for the browser tests')
    spawnSync(join(bin, 'playwright'), ['install', '--only-shell', 'chromium'], {
      stdio: ['ignore', 2, 2],
    })
  }
  if (!(await findBrowser())) fail('no Chromium found: install one, or set CHROMIUM_PATH to it')
}

/** The second engine: some stories are told in it, and are skipped where it is not. */
function installFirefox() {
  const isThere = () =>
    process.env.FIREFOX_PATH || spawnSync('firefox-esr', ['--version']).status === 0
  if (isThere()) return
  if (!canInstall()) return say('SKIPPED: no Firefox (firefox-esr): its browser tests will not run')
  say('installing Firefox from Debian for the browser tests')
  installFromDebian('firefox-esr')
  if (isThere()) return
  if (process.env.CI) fail('firefox-esr could not be installed')
  say('SKIPPED: firefox-esr could not be installed: its browser tests will not run')
}

/** For the tests of several nodes, which are skipped where one is not there. */
function installServer(program, name, version) {
  const isThere = () => spawnSync(program, [version]).status === 0
  const advice = `install ${program} to run the tests of several nodes`
  if (isThere()) return
  if (!canInstall()) return say(`SKIPPED: no ${program}: ${advice}`)
  say(`installing ${program} from Debian for the tests of several nodes`)
  installFromDebian(name)
  if (isThere()) return
  if (process.env.CI) fail(`${program} could not be installed: ${advice}`)
  say(`SKIPPED: ${program} could not be installed: ${advice}`)
}

const host = hostNode()
const isHost = host.major >= NODE_MAJOR
const node = isHost ? host.path : runtimeNode()
const major = Number(
  execFileSync(node, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }),
)
installPackages(node, major)
linkNode(node, isHost)
buildClient(node)
if (process.argv.includes('--tests')) {
  await installBrowser()
  installFirefox()
  installServer('redis-server', 'redis-server', '--version')
  installServer('nginx', 'nginx-light', '-v')
}
