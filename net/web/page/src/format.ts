import type { Playing } from './types'

/** 3:07, 1:02:03. */
export function clock(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const h = Math.floor(s / 3600)
  const m = Math.floor(s / 60) % 60
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`
}

/** For a screen reader: 3 minutes 7 seconds. */
export function spoken(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  const m = Math.floor(s / 60)
  return m > 0 ? `${m} minutes ${s % 60} seconds` : `${s} seconds`
}

/** FLAC · 44.1 kHz · 16 bit. */
export function quality(t: Playing): string {
  const parts = []
  if (t.codec) parts.push(t.codec.toUpperCase())
  if (t.rate) parts.push(`${t.rate / 1000} kHz`)
  if (t.bits) parts.push(`${t.bits} bit`)
  return parts.join(' · ')
}

/** Two hues of a picture for an album without one: the same album, the same picture. */
export function hues(text: string): [number, number] {
  let h = 2166136261
  for (const c of text) h = Math.imul(h ^ c.codePointAt(0)!, 16777619) >>> 0
  return [h % 360, (h % 360 + 40 + ((h >>> 9) % 100)) % 360]
}

export function capital(s: string): string {
  return s.charAt(0).toUpperCase() + s.slice(1)
}
