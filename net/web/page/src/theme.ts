import { effect, signal } from '@preact/signals'

export type Theme = 'auto' | 'dark' | 'light'
const key = 'auralis.theme'

function stored(): Theme {
  try {
    const t = localStorage.getItem(key)
    return t === 'dark' || t === 'light' ? t : 'auto'
  } catch {
    return 'auto' // no storage in a private window
  }
}

export const theme = signal<Theme>(stored())

export function nextTheme(): void {
  theme.value = theme.value === 'auto' ? 'dark' : theme.value === 'dark' ? 'light' : 'auto'
  try {
    localStorage.setItem(key, theme.value)
  } catch {
    // then only for this visit
  }
}

effect(() => {
  document.documentElement.dataset.theme = theme.value
  const dark = theme.value === 'dark' || (theme.value === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', dark ? '#14131a' : '#f6f5fa')
})
