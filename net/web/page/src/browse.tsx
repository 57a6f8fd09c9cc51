import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import * as act from './act'
import { clock } from './format'
import { Icon } from './icons'
import { More } from './more'
import { libraryChanges } from './state'
import { Cover } from './now'
import type { Track, TracksPage } from './types'
import { Refused, call, link } from './wire'

const pageSize = 100
const words = signal('')
const order = signal('folder')
const tracks = signal<Track[]>([])
const total = signal(0)
const problem = signal('')
let asked = 0 // the newest question; later answers to older ones are dropped

async function load(from: number): Promise<void> {
  const mine = ++asked
  try {
    const q = words.value.trim()
    if (q) {
      const found = await call<{ tracks: Track[] }>('library.search', { q, limit: 200 })
      if (mine !== asked) return
      tracks.value = found.tracks
      total.value = found.tracks.length
    } else {
      const page = await call<TracksPage>('library.tracks', { offset: from, limit: pageSize, sort: order.value })
      if (mine !== asked) return
      tracks.value = from ? tracks.value.concat(page.tracks) : page.tracks
      total.value = page.total
    }
    problem.value = ''
  } catch (e) {
    if (mine === asked) problem.value = e instanceof Refused ? e.message : String(e)
  }
}

function Row({ t }: { t: Track }) {
  return (
    <li class="row">
      <button class="main" aria-label={`Play ${t.title}${t.artist ? ' by ' + t.artist : ''}`} onClick={() => act.playNow(t)}>
        <Cover text={t.album || t.title} small />
        <span class="two"><span class="line">{t.title}</span><span class="line dim">{[t.artist, t.album].filter(Boolean).join(' · ')}</span></span>
        <span class="dim time">{t.duration ? clock(t.duration) : ''}</span>
      </button>
      <button class="round" aria-label={`Add ${t.title} to the queue`} onClick={() => act.add([t])}><Icon name="add" /></button>
    </li>
  )
}

export function Browse() {
  const input = useRef<HTMLInputElement>(null)
  const changes = libraryChanges.value
  const q = words.value
  useEffect(() => {
    if (link.value !== 'online') return
    const t = window.setTimeout(() => void load(0), q ? 180 : 0)
    return () => window.clearTimeout(t)
  }, [q, order.value, changes, link.value])
  const list = tracks.value
  return (
    <section class="panel" aria-label="Browse">
      <header>
        <label class="search"><Icon name="search" />
          <input ref={input} id="search" type="search" placeholder="Search title, artist, album" aria-label="Search the library" autocomplete="off" enterkeyhint="search"
            value={q} onInput={(e) => (words.value = e.currentTarget.value)} onKeyDown={(e) => { if (e.key === 'Enter') e.currentTarget.blur() }} />
        </label>
      </header>
      <div class="bar">
        <span class="dim" aria-live="polite">{total.value === 1 ? '1 track' : `${total.value} tracks`}</span>
        {!q && <select class="small" aria-label="Order" value={order.value} onChange={(e) => (order.value = e.currentTarget.value)}>
          <option value="folder">By folder</option><option value="title">By title</option><option value="artist">By artist</option><option value="album">By album</option>
        </select>}
        {list.length > 0 && <button class="chip" onClick={() => act.replace(list)}>Play {q ? 'these' : list.length < total.value ? `first ${list.length}` : 'all'}</button>}
        {list.length > 0 && q && <button class="chip" onClick={() => act.add(list)}>Add these</button>}
      </div>
      {problem.value ? <p class="empty">{problem.value}</p> : list.length === 0 && <p class="empty">{q ? 'Nothing found.' : 'The library is empty so far.'}</p>}
      <ul class="list">{list.map((t) => <Row key={t.id} t={t} />)}</ul>
      {!q && list.length < total.value && <More have={list.length} load={() => void load(list.length)} />}
    </section>
  )
}
