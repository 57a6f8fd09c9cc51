import { useState } from 'preact/hooks'

interface Props {
  label: string
  value: number
  max: number
  step: number
  said: string // for a screen reader
  class?: string
  disabled?: boolean
  /** While it is dragged. */
  onSlide?: (value: number) => void
  /** When it is let go, or moved by a key. */
  onSet?: (value: number) => void
}

/** A range that shows what the player says, but for as long as a finger is on it. */
export function Slider(p: Props) {
  const [held, hold] = useState<number | null>(null)
  const value = held ?? Math.min(p.value, p.max)
  const set = (e: Event) => {
    const v = Number((e.currentTarget as HTMLInputElement).value)
    hold(null)
    p.onSet?.(v)
  }
  return (
    <input type="range" class={`slider ${p.class ?? ''}`} min={0} max={p.max} step={p.step} value={value} aria-label={p.label}
      aria-valuetext={p.said} disabled={p.disabled} style={{ '--fill': String(p.max > 0 ? value / p.max : 0) }}
      onInput={(e) => {
        const v = Number(e.currentTarget.value)
        hold(v)
        p.onSlide?.(v)
      }}
      onChange={set} onBlur={() => hold(null)} />
  )
}
