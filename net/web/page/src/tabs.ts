import { signal } from '@preact/signals'

export type Tab = 'now' | 'queue' | 'browse' | 'sound'

/** What is shown; on a wide screen now playing is there all the time. */
export const tab = signal<Tab>('now')
