import { useState } from 'preact/hooks'
import * as act from './act'
import { clock } from './format'
import { Icon } from './icons'
import { More } from './more'
import { items, moreItems, state } from './state'
import type { Item } from './types'

function Row({ item, place, current, editing, last }: { item: Item; place: number; current: boolean; editing: boolean; last: number }) {
  const t = item.track
  return (
    <li class={`row ${current ? 'current' : ''} ${item.broken ? 'broken' : ''}`} aria-current={current ? 'true' : undefined}>
      <button class="main" onClick={() => act.playItem(item.item)} title={item.broken ?? undefined} aria-label={`Play ${t.title}${t.artist ? ' by ' + t.artist : ''}${item.broken ? ', could not be played' : ''}`}>
        <span class="place">{current ? <Bars /> : item.broken ? <Icon name="alert" /> : place + 1}</span>
        <span class="two"><span class="line">{t.title}</span><span class="line dim">{item.broken ?? (t.artist || t.album)}</span></span>
        {!editing && <span class="dim time">{t.duration ? clock(t.duration) : ''}</span>}
      </button>
      {editing && (
        <span class="tools">
          <button class="round" aria-label={`Move ${t.title} up`} disabled={place === 0} onClick={() => act.move(place, place - 1)}><Icon name="up" /></button>
          <button class="round" aria-label={`Move ${t.title} down`} disabled={place >= last} onClick={() => act.move(place, place + 1)}><Icon name="down" /></button>
          <button class="round" aria-label={`Remove ${t.title}`} onClick={() => act.remove(item.item, t.title)}><Icon name="close" /></button>
        </span>
      )}
    </li>
  )
}

function Bars() {
  return <span class={state.value!.transport === 'playing' ? 'bars going' : 'bars'} aria-hidden="true"><i /><i /><i /></span>
}

export function Queue() {
  const s = state.value!
  const [editing, edit] = useState(false)
  const list = items.value
  const left = list.slice(Math.max(0, s.queue.index)).reduce((sum, i) => sum + i.track.duration, 0)
  return (
    <section class="panel" aria-label="Queue">
      <header>
        <div><h2>Queue</h2><p class="dim">{s.queue.length === 1 ? '1 track' : `${s.queue.length} tracks`}{left > 0 && list.length === s.queue.length ? ` · ${clock(left)} to go` : ''}</p></div>
        <button class="round" aria-label="Undo the last change of the queue" disabled={!s.queue.can_undo} onClick={act.undoQueue}><Icon name="undo" /></button>
        <button class={editing ? 'round on' : 'round'} aria-label="Edit the queue" aria-pressed={editing} disabled={s.queue.length === 0} onClick={() => edit(!editing)}><Icon name="edit" /></button>
        <button class="round" aria-label="Clear the queue" disabled={s.queue.length === 0} onClick={act.clear}><Icon name="trash" /></button>
      </header>
      {s.queue.length === 0 ? <p class="empty">The queue is empty. Browse has your music.</p> : (
        <ol class="list">
          {list.map((i, k) => <Row key={i.item} item={i} place={k} current={k === s.queue.index} editing={editing && s.queue.length > 0} last={s.queue.length - 1} />)}
        </ol>
      )}
      {list.length < s.queue.length && <More have={list.length} load={() => void moreItems()} />}
    </section>
  )
}
