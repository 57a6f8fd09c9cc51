import * as act from './act'
import { capital, clock, hues, quality, spoken } from './format'
import { Icon } from './icons'
import { Slider } from './slider'
import { position, state } from './state'
import { tab } from './tabs'
import { useState } from 'preact/hooks'

/** The picture of a track without one. */
export function Cover({ text, small }: { text: string; small?: boolean }) {
  const [a, b] = hues(text)
  return (
    <div class={small ? 'cover small' : 'cover'} aria-hidden="true" style={{ '--a': String(a), '--b': String(b) }}>
      <svg viewBox="0 0 100 100" preserveAspectRatio="xMidYMid slice">
        <g fill="none" stroke="#fff" stroke-linecap="round" stroke-width="3.6" opacity=".92">
          <path d="M26 46v8M34 40v20M42 32v36M50 24v52M58 34v32M66 40v20M74 46v8" />
        </g>
      </svg>
    </div>
  )
}

function Seek() {
  const s = state.value!
  const [held, hold] = useState<number | null>(null)
  const at = held ?? position.value
  const known = s.duration > 0
  return (
    <div class="seek">
      <Slider label="Position" class="thin" value={position.value} max={known ? s.duration : 1} step={0.5} disabled={!s.track || !known}
        said={`${spoken(at)} of ${spoken(s.duration)}`} onSlide={hold} onSet={(v) => { hold(null); void act.seek(v) }} />
      <div class="times"><span data-testid="position">{clock(at)}</span><span>{known ? clock(s.duration) : '–:––'}</span></div>
    </div>
  )
}

function Transport() {
  const s = state.value!
  const sounding = act.sounding()
  const empty = s.queue.length === 0
  return (
    <div class="transport">
      <button class={s.shuffle ? 'round on' : 'round'} aria-label="Shuffle" aria-pressed={s.shuffle} disabled={empty} onClick={act.shuffle}><Icon name="shuffle" /></button>
      <button class="round big" aria-label="Previous track" disabled={empty} onClick={act.previous}><Icon name="previous" /></button>
      <button class={s.transport === 'loading' ? 'play loading' : 'play'} aria-label={sounding ? 'Pause' : 'Play'} disabled={empty} onClick={act.toggle}>
        <Icon name={sounding ? 'pause' : 'play'} />
      </button>
      <button class="round big" aria-label="Next track" disabled={empty} onClick={act.next}><Icon name="next" /></button>
      <button class={s.repeat === 'off' ? 'round' : 'round on'} aria-label={`Repeat: ${s.repeat}`} onClick={act.repeat}>
        <Icon name="repeat" />{s.repeat === 'one' && <b class="badge">1</b>}
      </button>
    </div>
  )
}

function Volume() {
  const s = state.value!
  return (
    <div class="volume">
      <button class={s.muted ? 'round on' : 'round'} aria-label="Mute" aria-pressed={s.muted} onClick={act.mute}><Icon name={s.muted ? 'muted' : 'volume'} /></button>
      <Slider label="Volume" value={s.volume} max={100} step={1} said={s.muted ? `${s.volume}, muted` : String(s.volume)}
        disabled={s.volume_fixed} onSlide={act.volume} onSet={act.volume} class={s.muted ? 'faint' : ''} />
      <output class="level">{s.volume_fixed ? 'fixed' : s.volume}</output>
    </div>
  )
}

export function Now() {
  const s = state.value!
  const t = s.track
  return (
    <section class="now" aria-label="Now playing">
      <Cover text={t ? t.album || t.title : 'Auralis'} />
      <div class="what" aria-live="polite">
        <h1 data-testid="title">{t ? t.title : 'Nothing in the queue'}</h1>
        {t ? <p class="artist">{t.artist || 'Unknown artist'}</p> : <p class="artist"><button class="link" onClick={() => (tab.value = 'browse')}>Choose some music</button></p>}
        {t && <p class="album">{t.album || ' '}</p>}
      </div>
      <Seek />
      <Transport />
      <Volume />
      <div class="chips">
        <button class={s.enhance.enabled ? 'chip on' : 'chip'} aria-pressed={s.enhance.enabled} onClick={() => act.enhance(!s.enhance.enabled)}>
          <i class="dot" />Enhance {s.enhance.enabled ? '· ' + capital(s.enhance.preset) : 'off'}
        </button>
        {t && quality(t) && <span class="quality">{quality(t)}</span>}
      </div>
    </section>
  )
}

/** What plays, small, where the other tabs cover the rest. */
export function Mini() {
  const s = state.value!
  const t = s.track
  if (!t) return null
  const sounding = act.sounding()
  return (
    <div class="mini">
      <button class="goto" aria-label={`Now playing: ${t.title}`} onClick={() => (tab.value = 'now')}>
        <Cover text={t.album || t.title} small />
        <span class="two"><span class="line">{t.title}</span><span class="line dim">{t.artist}</span></span>
      </button>
      <button class="round" aria-label={sounding ? 'Pause' : 'Play'} onClick={act.toggle}><Icon name={sounding ? 'pause' : 'play'} /></button>
      <button class="round" aria-label="Next track" onClick={act.next}><Icon name="next" /></button>
      <div class="progress" style={{ '--fill': `${s.duration > 0 ? (100 * position.value) / s.duration : 0}%` }} />
    </div>
  )
}
