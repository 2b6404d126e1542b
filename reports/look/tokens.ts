/** The colours of the light scheme, which paper and slides have too, by the name of their custom property. */
export const light = {
  page: '#F7F8FA',
  card: '#FFFFFF',
  sunk: '#F1F3F6',
  line: '#DFE3E9',
  grid: '#E9ECF1',
  strong: '#C6CDD7',
  ink: '#131A24',
  ink2: '#465264',
  ink3: '#5E6A7E',
  ok: '#17744A',
  ok0: '#E6F4EC',
  warn: '#9A5B00',
  warn0: '#FCF0DC',
  bad: '#B3261E',
  bad0: '#FBE9E7',
  tint1: '#CBE0D7',
  tint2: '#E7F0EC',
  tint3: '#EEF0F4',
  tint4: '#F6E3D0',
  tint5: '#EDC397',
  reach: '#6D5BB5',
  socket: '#BDB2E6',
  queued: '#D9822B',
  wait: '#F3CE9B',
  query: '#56657A',
  push: '#111827',
} as const

export type Token = keyof typeof light

/** Those of the dark scheme. */
export const dark: Readonly<Record<Token, string>> = {
  page: '#0B0F14',
  card: '#11161D',
  sunk: '#171E27',
  line: '#242D39',
  grid: '#1F2833',
  strong: '#384454',
  ink: '#E8ECF2',
  ink2: '#B3BDCB',
  ink3: '#8C98A9',
  ok: '#5FD39A',
  ok0: '#12291F',
  warn: '#F0B45A',
  warn0: '#2C2112',
  bad: '#FF8A80',
  bad0: '#331816',
  tint1: '#213F37',
  tint2: '#182A27',
  tint3: '#1B222C',
  tint4: '#3D2F24',
  tint5: '#76522F',
  reach: '#9586E4',
  socket: '#4C4387',
  queued: '#E8994A',
  wait: '#6E4A22',
  query: '#8494AB',
  push: '#F3F4F6',
}

/** A colour as six digits, or grey: what a strategy says of itself must not become style. */
export function safeColor(color: string): string {
  return /^#[0-9a-f]{6}$/i.test(color) ? color : 'var(--ink3)'
}
