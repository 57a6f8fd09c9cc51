// What the player says, and for less than a second what was asked of it.
import { computed, effect, signal } from '@preact/signals'
import { toast } from './toast'
import type { Enhance, Item, QueuePage, Snapshot } from './types'
import { Refused, call, link, on } from './wire'

/** How long a wish is shown before the player has answered, ms. */
const hopeFor = 900

/** The newest snapshot; null before the first. */
export const server = signal<Snapshot | null>(null)

interface Wishes {
  transport: Snapshot['transport']
  volume: number
  muted: boolean
  repeat: Snapshot['repeat']
  shuffle: boolean
  enhance: Partial<Enhance>
  position: number
}

const wishes = signal<Partial<Wishes>>({})
const granted = new Map<keyof Wishes, number>() // the newest wish of each kind
let wishNumber = 0

/** The state to be shown. */
export const state = computed<Snapshot | null>(() => {
  const s = server.value
  if (!s) return null
  const w = wishes.value
  return { ...s, ...w, enhance: { ...s.enhance, ...w.enhance } } as Snapshot
})

/** Shows a wish until the player has answered, at most hopeFor. */
function hope<K extends keyof Wishes>(kind: K, value: Wishes[K]): () => void {
  const n = ++wishNumber
  granted.set(kind, n)
  const end = () => {
    if (granted.get(kind) !== n) return // a newer wish is on its way
    granted.delete(kind)
    const { [kind]: _, ...rest } = wishes.value
    wishes.value = rest as Partial<Wishes>
  }
  const merged = kind === 'enhance' ? { ...wishes.value.enhance, ...(value as Partial<Enhance>) } : value
  wishes.value = { ...wishes.value, [kind]: merged }
  window.setTimeout(end, hopeFor)
  return end
}

/** The position as of now; moves on by itself while something plays. */
export const position = signal(0)
let base = 0
let baseAt = 0

function setPosition(seconds: number): void {
  base = seconds
  baseAt = performance.now()
  tick()
}

function tick(): void {
  const s = state.value
  if (!s) return
  let at = wishes.value.position ?? base
  if (s.transport === 'playing' && link.value === 'online' && wishes.value.position === undefined) at += (performance.now() - baseAt) / 1000
  position.value = s.duration > 0 ? Math.min(at, s.duration) : at
}

window.setInterval(() => {
  if (!document.hidden) tick()
}, 250)
effect(tick)

function accept(s: Snapshot): void {
  const old = server.value
  if (old && old.instance === s.instance && old.version > s.version) return // overtaken by a newer one
  server.value = s
  setPosition(s.position)
}

/** The part of the queue that is known, from its start on. */
export const items = signal<Item[]>([])
let itemsVersion = -1
let loading = false

/** A notification is the truth, whatever was known: versions begin anew when the player is started again. */
function acceptQueue(q: QueuePage): void {
  const had = items.value.length
  itemsVersion = q.version
  items.value = q.items
  if (had > q.items.length && q.items.length < q.length) void moreItems(Math.min(had, q.length))
}

/** Loads the next part of a long queue, up to a number of items. */
export async function moreItems(upTo = 0): Promise<void> {
  if (loading) return
  loading = true
  try {
    do {
      const length = server.value?.queue.length ?? 0
      if (items.value.length >= length) return
      const before = items.value.length
      const version = itemsVersion
      const q = await call<QueuePage>('queue.get', { offset: before, limit: 200 })
      if (q.version !== version || itemsVersion !== version || q.items.length === 0) return // changed meanwhile: a notification tells
      items.value = items.value.concat(q.items)
    } while (items.value.length < upTo)
  } catch (e) {
    complain(e)
  } finally {
    loading = false
  }
}

on<Snapshot>('state', accept)
on<QueuePage>('queue', acceptQueue)
on<{ position: number; version: number }>('position', (p) => {
  if (server.value?.version === p.version) setPosition(p.position)
})

/** Counts changes of the library. */
export const libraryChanges = signal(0)
on('library', () => libraryChanges.value++)

/** Says what went wrong. */
export function complain(e: unknown): void {
  toast(e instanceof Refused ? e.message : String(e), 'error')
}

/** Sends a command that answers a snapshot, showing the wish meanwhile. Resolves to whether it was carried out. */
export async function command<K extends keyof Wishes>(method: string, params: object = {}, kind?: K, value?: Wishes[K]): Promise<boolean> {
  const end = kind === undefined ? () => {} : hope(kind, value as Wishes[K])
  try {
    accept(await call<Snapshot>(method, params))
    return true
  } catch (e) {
    complain(e)
    return false
  } finally {
    end()
  }
}

/** Sends what a slider says: at once, then at most ten times a second, and always the last value. */
export function slider(send: (value: number) => void): (value: number) => void {
  let last = 0
  let timer = 0
  let wanted: number
  return (value) => {
    wanted = value
    if (timer) return
    const fire = () => {
      timer = 0
      last = performance.now()
      send(wanted)
    }
    const pause = last + 100 - performance.now()
    if (pause <= 0) fire()
    else timer = window.setTimeout(fire, pause)
  }
}
