// What a person can do, in one place for buttons, keys and the lock screen.
import { command, complain, position, server, slider, state } from './state'
import { toast } from './toast'
import type { QueuePage, Track } from './types'
import { call } from './wire'

export const play = () => command('player.play', {}, 'transport', state.value?.transport === 'paused' ? 'playing' : 'loading')
export const pause = () => command('player.pause', {}, 'transport', 'paused')
export const sounding = () => state.value?.transport === 'playing' || state.value?.transport === 'loading'
export const toggle = () => (sounding() ? pause() : play())
export const next = () => command('player.next')
export const previous = () => command('player.previous')

export const seek = (to: number) => {
  const p = Math.max(0, Math.min(to, state.value?.duration || to))
  return command('player.seek', { position: Math.round(p * 1000) / 1000 }, 'position', p)
}
export const seekBy = (by: number) => seek(position.value + by)

const sendVolume = slider((level) => void command('player.volume', { level }, 'volume', level))
export const volume = (level: number) => sendVolume(Math.round(Math.max(0, Math.min(level, state.value?.max_volume ?? 100))))
export const mute = () => command('player.mute', { on: !state.value?.muted }, 'muted', !state.value?.muted)

const modes = ['off', 'all', 'one'] as const
export const repeat = () => {
  const mode = modes[(modes.indexOf(state.value?.repeat ?? 'off') + 1) % 3]!
  return command('player.repeat', { mode }, 'repeat', mode)
}
export const shuffle = () => command('player.shuffle', { on: !state.value?.shuffle }, 'shuffle', !state.value?.shuffle)

export const enhance = (enabled: boolean) => command('enhance.set', { enabled }, 'enhance', { enabled })
export const preset = (preset: string) => command('enhance.set', { preset }, 'enhance', { preset })
export const intensity = slider((intensity) => void command('enhance.set', { intensity }, 'enhance', { intensity }))
export const compare = (on: boolean) => command('enhance.compare', { on }, 'enhance', { compare: on })
export const sleep = async (minutes: number) => {
  if (await command('player.sleep', { minutes })) toast(minutes ? `The music pauses in ${minutes} min` : 'Sleep timer off')
}

const undo = { label: 'Undo', act: () => void command('queue.undo') }

export const playItem = (item: string) => command('queue.play', { item })
export const move = (from: number, to: number) => command('queue.move', { from, to })
export const remove = async (item: string, title: string) => {
  if (await command('queue.remove', { items: [item] })) toast(`Removed “${title}”`, 'plain', undo)
}
export const clear = async () => {
  if (await command('queue.clear')) toast('Queue cleared', 'plain', undo)
}
export const undoQueue = () => command('queue.undo')

export const add = async (tracks: Track[]) => {
  const what = tracks.length === 1 ? `“${tracks[0]!.title}”` : `${tracks.length} tracks`
  if (await command('queue.add', { tracks: tracks.map((t) => t.id) })) toast(`Added ${what}`, 'plain', undo)
}
export const replace = async (tracks: Track[], start = 0) => {
  if (await command('queue.set', { tracks: tracks.map((t) => t.id), start })) toast(`Playing ${tracks.length} tracks`, 'plain', undo)
}

/** Puts a track after the current one and plays it. */
export async function playNow(t: Track): Promise<void> {
  const at = (server.value?.queue.index ?? -1) + 1
  if (!(await command('queue.add', { tracks: [t.id], at }))) return
  try {
    const page = await call<QueuePage>('queue.get', { offset: at, limit: 1 })
    const item = page.items[0]
    if (item && item.track.id === t.id) await playItem(item.item)
    else toast('The queue was changed by somebody else meanwhile', 'error')
  } catch (e) {
    complain(e)
  }
}
