import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Browse } from './browse'
import { Icon, type IconName } from './icons'
import { listenToKeys } from './keys'
import { tellTheSystem } from './media'
import { Mini, Now } from './now'
import { Pair } from './pair'
import { Queue } from './queue'
import { Sound } from './sound'
import { state } from './state'
import { tab, type Tab } from './tabs'
import { nextTheme, theme } from './theme'
import { dismiss, notes } from './toast'
import { connect, link } from './wire'

const tabs: [Tab, string, IconName][] = [['now', 'Playing', 'note'], ['queue', 'Queue', 'queue'], ['browse', 'Browse', 'search'], ['sound', 'Sound', 'sound']]

function Head() {
  const words = { online: 'Connected', connecting: 'Connecting…', offline: 'Reconnecting…', unpaired: 'Not paired' }[link.value]
  return (
    <header class="head">
      <img src="/icon.svg" alt="" width="26" height="26" /><span class="brand">Auralis</span>
      <span class={`link ${link.value}`} role="status"><i class="dot" /><span class="word">{words}</span></span>
      <button class="round" aria-label={`Colours: ${theme.value}`} onClick={nextTheme}><Icon name={theme.value === 'auto' ? 'auto' : theme.value === 'dark' ? 'moon' : 'sun'} /></button>
    </header>
  )
}

function Problem() {
  const s = state.value!
  const text = s.output.error ? `No sound: ${s.output.error}` : s.error
  const [hidden, hide] = useState<string | null>(null)
  useEffect(() => { if (!text) hide(null) }, [text])
  if (!text || text === hidden) return null
  return (
    <div class="problem" role="alert"><Icon name="alert" /><span>{text}</span>
      <button class="round" aria-label="Dismiss" onClick={() => hide(text)}><Icon name="close" /></button>
    </div>
  )
}

function Notes() {
  return (
    <div class="notes" role="status" aria-live="polite">
      {notes.value.map((n) => (
        <div key={n.id} class={`note ${n.kind}`}><span>{n.text}</span>
          {n.action && <button class="link" onClick={() => { dismiss(n.id); n.action!.act() }}>{n.action.label}</button>}
        </div>
      ))}
    </div>
  )
}

function App() {
  if (link.value === 'unpaired') return <Pair />
  if (!state.value) return <div class="splash"><img src="/icon.svg" alt="" width="84" height="84" /><p role="status">{link.value === 'offline' ? 'The player cannot be reached. Trying again…' : 'Connecting…'}</p></div>
  const t = tab.value
  return (
    <div class={`app at-${t} ${link.value === 'online' ? '' : 'away'}`}>
      <Head />
      <Problem />
      <main>
        <Now />
        <div class="side">
          <nav class="tabs" aria-label="Sections">
            {tabs.map(([name, label, icon]) => (
              <button key={name} class={`tab tab-${name}`} aria-current={t === name ? 'page' : undefined} onClick={() => (tab.value = name)}><Icon name={icon} /><span>{label}</span></button>
            ))}
          </nav>
          {t === 'browse' ? <Browse /> : t === 'sound' ? <Sound /> : <Queue />}
        </div>
      </main>
      <Mini />
      <Notes />
    </div>
  )
}

render(<App />, document.getElementById('app')!)
listenToKeys()
tellTheSystem()
connect()
