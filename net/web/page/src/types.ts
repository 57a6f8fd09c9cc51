// The vocabulary of net/api, as far as the page uses it. Positions and durations are seconds.

export interface Track {
  id: string
  title: string
  artist: string
  album: string
  album_artist: string
  disc: number
  number: number
  duration: number
}

export interface Playing extends Track {
  item: string
  codec: string
  rate: number
  bits: number
}

export interface QueueAt {
  version: number
  index: number
  length: number
  can_undo: boolean
}

export interface Enhance {
  enabled: boolean
  preset: string
  intensity: number
  compare: boolean
  plan: string[]
}

export type Repeat = 'off' | 'all' | 'one'

export interface Snapshot {
  instance: string
  version: number
  transport: 'playing' | 'paused' | 'stopped' | 'loading'
  track: Playing | null
  position: number
  duration: number
  volume: number
  max_volume: number
  volume_fixed: boolean
  muted: boolean
  queue: QueueAt
  repeat: Repeat
  shuffle: boolean
  enhance: Enhance
  output: { spec: string; name: string; open: boolean; rate: number; format: string; error: string | null }
  underruns: number
  sleep_at: string | null
  error: string | null
}

export interface Item {
  item: string
  track: Track
  broken: string | null
}

export interface QueuePage extends QueueAt {
  offset: number
  items: Item[]
}

export interface TracksPage {
  total: number
  offset: number
  tracks: Track[]
}
