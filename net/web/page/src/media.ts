// What the system shows of this page, and the title of its tab.
import { effect } from '@preact/signals'
import * as act from './act'
import { position, server } from './state'

export function tellTheSystem(): void {
  const session = navigator.mediaSession
  effect(() => {
    const t = server.value?.track
    const playing = server.value?.transport === 'playing'
    document.title = t ? `${playing ? '▶ ' : ''}${t.title}${t.artist ? ' · ' + t.artist : ''}` : 'Auralis'
    if (!session) return
    session.metadata = t ? new MediaMetadata({ title: t.title, artist: t.artist, album: t.album, artwork: [{ src: '/icon.svg', type: 'image/svg+xml' }] }) : null
    session.playbackState = playing ? 'playing' : t ? 'paused' : 'none'
  })
  if (!session) return
  effect(() => {
    const d = server.value?.duration ?? 0
    try {
      if (d > 0) session.setPositionState({ duration: d, position: Math.min(position.value, d), playbackRate: 1 })
    } catch {
      // an older browser
    }
  })
  const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => void act.play()], ['pause', () => void act.pause()], ['nexttrack', () => void act.next()],
    ['previoustrack', () => void act.previous()], ['seekto', (d) => void act.seek(d.seekTime ?? 0)],
    ['seekforward', () => void act.seekBy(10)], ['seekbackward', () => void act.seekBy(-10)],
  ]
  for (const [name, f] of handlers) {
    try {
      session.setActionHandler(name, f)
    } catch {
      // an action this browser doesn't know
    }
  }
}
