import * as act from './act'
import { state } from './state'
import { tab } from './tabs'

/** Keys where nothing that takes them has the focus. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || !state.value) return
    const at = e.target as HTMLElement
    if (at.closest('input, select, textarea')) return
    if (e.key === ' ' && at.closest('button')) return
    const acts: Record<string, () => unknown> = {
      ' ': act.toggle, k: act.toggle, n: act.next, p: act.previous, m: act.mute,
      ArrowLeft: () => act.seekBy(-5), ArrowRight: () => act.seekBy(5),
      ArrowUp: () => act.volume(state.value!.volume + 2), ArrowDown: () => act.volume(state.value!.volume - 2),
      e: () => act.enhance(!state.value!.enhance.enabled),
      '/': () => { tab.value = 'browse'; requestAnimationFrame(() => document.getElementById('search')?.focus()) },
    }
    const f = acts[e.key]
    if (!f) return
    e.preventDefault()
    f()
  })
}
