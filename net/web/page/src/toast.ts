// The short notes at the bottom.
import { signal } from '@preact/signals'

export interface Note {
  id: number
  text: string
  kind: 'plain' | 'error'
  action?: { label: string; act: () => void }
}

export const notes = signal<Note[]>([])
let nextID = 1

/** Shows a note for some seconds; the same text twice is shown once. */
export function toast(text: string, kind: Note['kind'] = 'plain', action?: Note['action']): void {
  const id = nextID++
  const note: Note = action ? { id, text, kind, action } : { id, text, kind }
  notes.value = [...notes.value.filter((n) => n.text !== text), note].slice(-2)
  window.setTimeout(() => dismiss(id), action || kind === 'error' ? 7000 : 3500)
}

export function dismiss(id: number): void {
  notes.value = notes.value.filter((n) => n.id !== id)
}
