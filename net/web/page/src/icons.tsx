// Icons of 24 × 24, drawn for this page. Decoration: the button beside has the name.

const paths = {
  play: 'M8 5.2v13.6a.8.8 0 0 0 1.2.7l11-6.8a.8.8 0 0 0 0-1.4l-11-6.8a.8.8 0 0 0-1.2.7z',
  pause: 'M7 5h3.4v14H7zM13.6 5H17v14h-3.4z',
  next: 'M5 5.8v12.4a.7.7 0 0 0 1.1.6L15 12.6V18a1 1 0 0 0 1 1h1.5a1 1 0 0 0 1-1V6a1 1 0 0 0-1-1H16a1 1 0 0 0-1 1v5.4L6.1 5.2A.7.7 0 0 0 5 5.8z',
  previous: 'M19 5.8v12.4a.7.7 0 0 1-1.1.6L9 12.6V18a1 1 0 0 1-1 1H6.5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1H8a1 1 0 0 1 1 1v5.4l8.9-6.2a.7.7 0 0 1 1.1.6z',
}

const lines = {
  shuffle: 'M3 7h3.5c1.6 0 3 .8 3.9 2l3.2 6c.9 1.2 2.3 2 3.9 2H21M18 14l3 3-3 3M3 17h3.5c1.6 0 3-.8 3.9-2l.5-.9M13.1 9.9l.5-.9c.9-1.2 2.3-2 3.9-2H21M18 4l3 3-3 3',
  repeat: 'M4 12V10a4 4 0 0 1 4-4h12M17 3l3 3-3 3M20 12v2a4 4 0 0 1-4 4H4M7 21l-3-3 3-3',
  volume: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  muted: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
  note: 'M9 18V6l11-2v12M9 18a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM20 16a3 3 0 1 1-6 0 3 3 0 0 1 6 0z',
  queue: 'M4 6h16M4 11h16M4 16h9M17 14v6l4-3z',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3 20.5 20.5',
  sound: 'M5 4v7M5 15v5M12 4v3M12 11v9M19 4v9M19 17v3M2.5 13h5M9.5 9h5M16.5 15h5',
  add: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  up: 'M12 19V6M6 11.5l6-6 6 6',
  down: 'M12 5v13M6 12.5l6 6 6-6',
  edit: 'M4 7h10M4 12h7M4 17h10M17 4v16M14 7l3-3 3 3M14 17l3 3 3-3',
  undo: 'M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11H9',
  trash: 'M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5',
  sun: 'M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M4.9 4.9l1.8 1.8M17.3 17.3l1.8 1.8M19.1 4.9l-1.8 1.8M6.7 17.3l-1.8 1.8',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  auto: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18M12 8l6-2.5M12 13l8.7-3.5M12 18l7-3',
  alert: 'M12 4 2.5 20h19zM12 10v5M12 17.5v.2',
}

export type IconName = keyof typeof paths | keyof typeof lines

export function Icon({ name }: { name: IconName }) {
  const filled = name in paths
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill={filled ? 'currentColor' : 'none'}
      stroke={filled ? 'none' : 'currentColor'} stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
      <path d={filled ? paths[name as keyof typeof paths] : lines[name as keyof typeof lines]} />
    </svg>
  )
}
