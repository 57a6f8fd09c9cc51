// Drives the page as a person would, at phone and at desk size, in a real browser. Called by `go test ./net/web`:
//   node page.mjs CHROMIUM URL SCREENSHOT-DIR PIN
// Prints what it measured; ends with 1 and a reason where something is not as it should be.
import { chromium } from 'playwright-core'
import { join } from 'node:path'
import assert from 'node:assert/strict'

const [executablePath, url, shots, pin] = process.argv.slice(2)
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true, colorScheme: 'dark' }
const patience = 15_000

const browser = await chromium.launch({ executablePath, args, headless: true }) // with a fresh profile in TMPDIR
const open = async (options) => {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  const faults = []
  page.on('pageerror', (e) => faults.push(String(e)))
  page.on('console', (m) => { if (m.type() === 'error' && !/status of 40[13]|WebSocket connection/.test(m.text())) faults.push(m.text()) })
  page.on('request', (r) => { if (!r.url().startsWith(url) && !r.url().startsWith(url.replace('http', 'ws')) && !r.url().startsWith('data:')) faults.push('asked elsewhere: ' + r.url()) })
  return { context, page, faults }
}
const state = async () => (await fetch(url + 'api/v1/state')).json()
const rpc = async (method, params = {}) => {
  const r = await (await fetch(url + 'api/v1/rpc', { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) })).json()
  assert.ok(!r.error, JSON.stringify(r.error))
  return r.result
}
// until waits for a state and gives the milliseconds it took.
const until = async (what, good) => {
  const began = performance.now()
  for (;;) {
    const s = await state()
    if (good(s)) return performance.now() - began
    assert.ok(performance.now() - began < patience, `${what}: still ${JSON.stringify(s)}`)
    await new Promise((r) => setTimeout(r, 10))
  }
}
// quick acts some times and wants the quickest to take at most a second, on a busy machine too.
const quick = async (what, acts) => {
  const took = []
  for (const [act, good] of acts) {
    await act()
    took.push(await until(what, good))
  }
  const best = Math.min(...took)
  console.log(`${what}: ${took.map((x) => x.toFixed(0) + ' ms').join(', ')}`)
  assert.ok(best <= 1000, `${what} took ${best} ms at best`)
}
const button = (page, name) => page.getByRole('button', { name, exact: true })
const shot = (page, name) => page.screenshot({ path: join(shots, name + '.png') })
const tab = (page, name) => page.locator('.tabs').getByRole('button', { name }).click()

{
  const { context, page, faults } = await open(phone)
  await page.goto(url)
  await page.getByTestId('title').filter({ hasText: 'Low Water' }).waitFor()
  await quick('play and pause', [
    [() => button(page, 'Play').click(), (s) => s.transport === 'playing'],
    [() => button(page, 'Pause').click(), (s) => s.transport === 'paused'],
    [() => button(page, 'Play').click(), (s) => s.transport === 'playing'],
  ])
  const slide = async (name, to) => {
    const box = await page.getByRole('slider', { name, exact: true }).boundingBox()
    await page.mouse.move(box.x + box.width * 0.1, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * to, box.y + box.height / 2, { steps: 5 })
    await page.mouse.up()
  }
  const near = (part) => (s) => Math.abs(s.position / s.duration - part) < 0.1
  await quick('seek', [[() => slide('Position', 0.7), near(0.7)], [() => slide('Position', 0.3), near(0.3)], [() => slide('Position', 0.55), near(0.55)]])
  await page.getByTestId('position').filter({ hasText: /^1:[12]/ }).waitFor()
  await quick('volume', [[() => slide('Volume', 0.9), (s) => s.volume > 80], [() => slide('Volume', 0.6), (s) => s.volume > 50 && s.volume < 70]])
  await quick('mute', [[() => button(page, 'Mute').click(), (s) => s.muted], [() => button(page, 'Mute').click(), (s) => !s.muted]])
  await quick('next and previous', [
    [() => button(page, 'Next track').click(), (s) => s.track.id === 't1'],
    [() => button(page, 'Previous track').click(), (s) => s.track.id === 't0'],
  ])
  await quick('shuffle and repeat', [
    [() => button(page, 'Repeat: off').click(), (s) => s.repeat === 'all'],
    [() => button(page, 'Repeat: all').click(), (s) => s.repeat === 'one'],
    [() => button(page, 'Repeat: one').click(), (s) => s.repeat === 'off'],
  ])
  await shot(page, 'phone-now')

  // What another remote does is shown.
  await rpc('player.volume', { level: 33 })
  await page.locator('.level').filter({ hasText: '33' }).waitFor()

  await tab(page, 'Queue')
  await page.getByRole('button', { name: /^Play Glass/ }).click()
  await until('a tap in the queue', (s) => s.track.title === 'Glass')
  await shot(page, 'phone-queue')
  await button(page, 'Edit the queue').click()
  await button(page, 'Move Harbour Lights up').click()
  await page.locator('.list li').first().filter({ hasText: 'Harbour Lights' }).waitFor()
  await shot(page, 'phone-queue-edit')
  await button(page, 'Remove Low Water').click()
  await until('remove', (s) => s.queue.length === 5)
  await page.locator('.note').getByRole('button', { name: 'Undo' }).click()
  await until('undo', (s) => s.queue.length === 6)
  await button(page, 'Clear the queue').click()
  await until('clear', (s) => s.queue.length === 0)
  await page.getByText('The queue is empty').waitFor()
  await page.locator('.note', { hasText: 'cleared' }).getByRole('button', { name: 'Undo' }).click()
  await until('undo of clear', (s) => s.queue.length === 6)

  await tab(page, 'Browse')
  await page.getByLabel('Search the library').fill('ember')
  await page.locator('.list li').filter({ hasText: 'Low Water' }).first().waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Add Ember to the queue' }).first().click()
  await until('add', (s) => s.queue.length === 7)
  await page.getByRole('button', { name: /^Play Ember/ }).first().click()
  await until('play now', (s) => s.track.title === 'Ember' && s.transport === 'playing')
  await page.getByLabel('Search the library').fill('')
  await page.locator('.list li').filter({ hasText: 'Low Water' }).first().waitFor()
  await shot(page, 'phone-browse')

  await tab(page, 'Sound')
  await page.getByRole('radio', { name: /Warm/ }).click()
  await until('preset', (s) => s.enhance.preset === 'warm')
  await slide('Intensity', 0.5)
  await until('intensity', (s) => s.enhance.intensity > 0.4 && s.enhance.intensity < 0.6)
  await page.getByText('Peaks held').waitFor()
  await shot(page, 'phone-sound')
  await page.getByRole('switch', { name: 'Enhancement' }).click()
  await until('enhancement off', (s) => !s.enhance.enabled)
  await page.getByRole('switch', { name: 'Enhancement' }).click()
  await until('enhancement on', (s) => s.enhance.enabled)

  // A refusal is said, and what was hoped for is taken back.
  await tab(page, 'Queue')
  await page.evaluate(() => { globalThis.realSend = WebSocket.prototype.send; WebSocket.prototype.send = function (d) { return globalThis.realSend.call(this, d.replace('"level"', '"lvl"')) } })
  await tab(page, 'Playing')
  await slide('Volume', 0.95)
  await page.locator('.note.error').waitFor()
  await page.locator('.level').filter({ hasText: '33' }).waitFor()
  await page.evaluate(() => { WebSocket.prototype.send = globalThis.realSend })

  // A lost connection is shown and comes back by itself.
  await page.evaluate(() => { WebSocket.prototype.send = function () { this.close() } })
  await button(page, 'Mute').click()
  await page.locator('.link.offline, .link.connecting').waitFor()
  await page.evaluate(() => { WebSocket.prototype.send = globalThis.realSend })
  await page.locator('.link.online').waitFor()
  await rpc('player.pause')
  await button(page, 'Play').waitFor()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 390, `the page is ${wide} wide on a phone`)
  const nameless = await page.evaluate(() => [...document.querySelectorAll('button, input, select')].filter((e) => !(e.ariaLabel || e.textContent.trim() || e.labels?.length)).map((e) => e.outerHTML))
  assert.deepEqual(nameless, [])
  assert.deepEqual(faults, [])
  await context.close()
}

{
  const { context, page, faults } = await open({ ...phone, viewport: { width: 320, height: 568 }, colorScheme: 'light' })
  await page.goto(url)
  await page.getByTestId('title').waitFor()
  await shot(page, 'small-now')
  const play = await button(page, 'Play').boundingBox()
  assert.ok(play.y + play.height <= 568 - 60, 'play is below the edge of a small phone')
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 320, `the page is ${wide} wide on a small phone`)
  assert.deepEqual(faults, [])
  await context.close()
}

{
  const { context, page, faults } = await open({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
  await page.goto(url)
  await page.getByTestId('title').waitFor()
  await rpc('player.pause')
  await button(page, 'Play').waitFor()
  await page.keyboard.press('Space')
  await until('space', (s) => s.transport === 'playing')
  const { volume } = await state()
  await page.keyboard.press('ArrowUp')
  await until('arrow', (s) => s.volume === volume + 2)
  await page.keyboard.press('m')
  await until('m', (s) => s.muted)
  await page.keyboard.press('m')
  await until('m again', (s) => !s.muted)
  await shot(page, 'desk-light')
  await button(page, 'Colours: auto').click()
  await tab(page, 'Sound')
  await page.getByText('Peaks held').waitFor()
  await shot(page, 'desk-dark')
  assert.deepEqual(faults, [])
  await context.close()
}

{
  // One that comes through a proxy is from another machine: it has to be paired.
  const { context, page, faults } = await open({ ...phone, extraHTTPHeaders: { 'X-Forwarded-For': '192.0.2.7' } })
  await page.goto(url)
  await page.getByLabel('PIN').waitFor()
  await page.getByLabel('PIN').fill(pin === '000000' ? '000001' : '000000')
  await button(page, 'Pair').click()
  await page.getByText('wrong PIN').waitFor()
  await shot(page, 'phone-pair')
  await page.getByLabel('PIN').fill(pin)
  await button(page, 'Pair').click()
  await page.getByTestId('title').waitFor()
  assert.equal(await page.evaluate(() => document.cookie), '', 'the token is out of reach for scripts')
  assert.deepEqual(faults, [])
  await context.close()
}
await browser.close()
console.log('all well')
