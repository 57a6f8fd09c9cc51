import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import * as act from './act'
import { capital } from './format'
import { Slider } from './slider'
import { state } from './state'
import { call, link } from './wire'

const presets = signal<string[]>([])

const hints: Record<string, string> = {
  adaptive: 'Follows the track', gentle: 'A light touch', warm: 'Fuller below', bright: 'Clearer above', punchy: 'More drive', live: 'Wide and open',
}

export function Sound() {
  const s = state.value!
  const e = s.enhance
  useEffect(() => {
    if (link.value === 'online' && presets.value.length === 0)
      call<{ presets: string[] }>('enhance.get').then((a) => (presets.value = a.presets)).catch(() => {})
  }, [link.value])
  return (
    <section class="panel" aria-label="Sound">
      <header><div><h2>Enhancement</h2><p class="dim">Mastering that adapts to the track</p></div>
        <button class="switch" role="switch" aria-checked={e.enabled} aria-label="Enhancement" onClick={() => act.enhance(!e.enabled)}><i /></button>
      </header>
      <div class={e.enabled ? 'group' : 'group off'}>
        <div class="presets" role="radiogroup" aria-label="Preset">
          {(presets.value.length ? presets.value : [e.preset]).map((p) => (
            <button key={p} role="radio" aria-checked={p === e.preset} class={p === e.preset ? 'preset on' : 'preset'} onClick={() => act.preset(p)}>
              <b>{capital(p)}</b><small>{hints[p] ?? ''}</small>
            </button>
          ))}
        </div>
        <div class="labelled"><span>Intensity</span><output>{Math.round(e.intensity * 100)} %</output></div>
        <Slider label="Intensity" value={e.intensity} max={1} step={0.01} said={`${Math.round(e.intensity * 100)} percent`} onSlide={act.intensity} onSet={act.intensity} />
        <button class={e.compare ? 'chip on wide' : 'chip wide'} aria-pressed={e.compare} disabled={!e.enabled} onClick={() => act.compare(!e.compare)}>
          {e.compare ? 'Hearing the original, as loud' : 'Compare with the original'}
        </button>
      </div>
      <h3>What it does now</h3>
      {e.plan.length ? <ul class="plan">{e.plan.map((line, i) => <li key={i}>{line}</li>)}</ul> : <p class="dim">{e.enabled ? 'Known once a track plays.' : 'Nothing: the track is heard as it is.'}</p>}
      <h3>Output</h3>
      <dl class="facts">
        <dt>Device</dt><dd>{s.output.name || s.output.spec || 'not opened yet'}</dd>
        <dt>Format</dt><dd>{s.output.open ? `${s.output.rate / 1000} kHz · ${s.output.format}` : 'closed'}</dd>
        <dt>Dropouts</dt><dd>{s.underruns}</dd>
      </dl>
      <h3 id="sleep">Sleep timer</h3>
      <div class="sleep" role="group" aria-labelledby="sleep">
        {[15, 30, 60, 90].map((m) => <button key={m} class="chip" onClick={() => act.sleep(m)}>{m} min</button>)}
        {s.sleep_at && <button class="chip on" onClick={() => act.sleep(0)}>Off · pauses at {new Date(s.sleep_at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}</button>}
      </div>
    </section>
  )
}
