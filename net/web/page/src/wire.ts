// The WebSocket: JSON-RPC 2.0, reconnecting by itself with growing pauses.
import { signal } from '@preact/signals'

export type Link = 'connecting' | 'online' | 'offline' | 'unpaired'

/** How the connection stands. */
export const link = signal<Link>('connecting')

/** An error that the player answered, or the connection's. */
export class Refused extends Error {
  constructor(readonly code: number, message: string) {
    super(message)
  }
}

interface Waiting {
  resolve: (result: unknown) => void
  reject: (why: Refused) => void
  timer: number
}

const answerWithin = 8_000 // ms
const aliveEvery = 20_000 // ms between questions when nothing comes
const pauses = [300, 700, 1500, 3000, 6000, 10_000] // ms before each try

let socket: WebSocket | null = null
let tries = 0
let nextID = 1
let retry = 0
let lastHeard = 0
const waiting = new Map<number, Waiting>()
const listeners = new Map<string, (params: any) => void>()

/** Calls f with what a notification carries. */
export function on<T>(method: string, f: (params: T) => void): void {
  listeners.set(method, f)
}

/** Asks the player for something. Rejects with Refused. */
export function call<T = unknown>(method: string, params: object = {}): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (!socket || socket.readyState !== WebSocket.OPEN) {
      reject(new Refused(0, 'Not connected to the player'))
      return
    }
    const id = nextID++
    const timer = window.setTimeout(() => {
      waiting.delete(id)
      reject(new Refused(0, 'The player does not answer'))
      drop()
    }, answerWithin)
    waiting.set(id, { resolve: resolve as (r: unknown) => void, reject, timer })
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
  })
}

/** Connects, and stays so. */
export function connect(): void {
  window.clearTimeout(retry)
  if (socket && socket.readyState <= WebSocket.OPEN) return
  if (link.value !== 'unpaired') link.value = tries === 0 ? 'connecting' : 'offline'
  const s = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`)
  socket = s
  s.onopen = () => {
    tries = 0
    lastHeard = Date.now()
    link.value = 'online'
  }
  s.onmessage = (e) => {
    lastHeard = Date.now()
    take(e.data as string)
  }
  s.onclose = () => {
    if (socket === s) lost()
  }
}

function take(data: string): void {
  const m = JSON.parse(data)
  if (m.method) {
    listeners.get(m.method)?.(m.params)
    return
  }
  const w = waiting.get(m.id)
  if (!w) return
  waiting.delete(m.id)
  window.clearTimeout(w.timer)
  if (m.error) w.reject(new Refused(m.error.code, m.error.message))
  else w.resolve(m.result)
}

function lost(): void {
  socket = null
  for (const w of waiting.values()) {
    window.clearTimeout(w.timer)
    w.reject(new Refused(0, 'The connection to the player was lost'))
  }
  waiting.clear()
  if (link.value !== 'unpaired') link.value = 'offline'
  void why()
  const pause = pauses[Math.min(tries++, pauses.length - 1)]!
  retry = window.setTimeout(connect, pause * (0.75 + Math.random() / 2))
}

/** Finds out whether it is the pairing that is missing: a WebSocket that doesn't open tells no reason. */
async function why(): Promise<void> {
  try {
    const answer = await (await fetch('/api/v1/access')).json()
    if (!answer.allowed) link.value = 'unpaired'
    else if (link.value === 'unpaired') link.value = 'connecting'
  } catch {
    // not reachable: that is what link says already
  }
}

/** Ends a connection that doesn't answer; its close event begins the next try. */
function drop(): void {
  const s = socket
  if (!s) return
  s.onclose = null
  s.close()
  lost()
}

/** Exchanges the PIN. Resolves with why not, or with an empty string. */
export async function pair(pin: string): Promise<string> {
  try {
    const r = await fetch('/api/v1/pair', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ pin }) })
    const answer = await r.json()
    if (!r.ok) return answer.error ?? 'The player refused'
    tries = 0
    link.value = 'connecting'
    connect()
    return ''
  } catch {
    return 'The player cannot be reached'
  }
}

/** Makes sure that the other end is still there. */
function alive(): void {
  if (socket?.readyState === WebSocket.OPEN) call('system.state').catch(() => {})
}

function again(): void {
  tries = 0
  if (socket) alive()
  else connect()
}

window.setInterval(() => {
  if (!document.hidden && Date.now() - lastHeard > aliveEvery) alive()
}, 5_000)
window.addEventListener('online', again)
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) again()
})
