#!/usr/bin/env node
/**
 * Firefox bridge: a Firefox as distributions ship it, for Playwright, which otherwise wants one of its own.
 *
 * Playwright speaks WebDriver BiDi and starts this in the browser's place. All goes through as it is, but for
 * one command that Firefox's long-term release does not know yet (to pretend a colour scheme): it is
 * answered with yes. When Firefox knows it, this file can go. Which one: FIREFOX_PATH, else firefox-esr.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { WebSocket, WebSocketServer } from 'ws'

const UNKNOWN = 'emulation.setMediaFeaturesOverride'
const LISTENING = /^(.*WebDriver BiDi listening on )(ws:\S+)$/

const firefox = spawn(process.env.FIREFOX_PATH ?? 'firefox-esr', process.argv.slice(2), {
  stdio: ['ignore', 'inherit', 'pipe'],
})
process.on('SIGTERM', () => firefox.kill())
firefox.on('exit', (code) => process.exit(code ?? 0))
createInterface({ input: firefox.stderr }).on('line', (line) => {
  const [, words, address] = LISTENING.exec(line) ?? []
  if (address === undefined) process.stderr.write(`${line}\n`)
  else listen(words, address)
})

/** Says where, in Firefox's own words, for which Playwright waits. */
function listen(words, address) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('listening', () => {
    process.stderr.write(`${words}ws://127.0.0.1:${server.address().port}\n`)
  })
  server.on('connection', (client, { url }) => bridge(client, new WebSocket(address + url)))
}

function bridge(client, browser) {
  const early = []
  client.on('message', (data) => {
    const text = String(data)
    const { id, method } = JSON.parse(text)
    if (method === UNKNOWN) client.send(JSON.stringify({ type: 'success', id, result: {} }))
    else if (browser.readyState === WebSocket.OPEN) browser.send(text)
    else early.push(text)
  })
  browser.on('open', () => {
    for (const text of early) browser.send(text)
  })
  browser.on('message', (data) => client.send(String(data)))
  browser.on('error', () => client.close())
  browser.on('close', () => client.close())
  client.on('close', () => browser.close())
}
