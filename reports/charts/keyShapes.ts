import type { KeyEntry } from './contract.ts'

/** How the entries of a key are drawn: paths to be filled, in a box of 16 × 10. */
export const keyShapes: Readonly<Record<KeyEntry['as'], string>> = {
  box: 'M0 0H16V10H0Z',
  bar: 'M0 4H16V6H0Z',
  tick: 'M7 0H9.5V10H7Z',
  cross: 'M4.6 2.7 5.7 1.6 8 3.9 10.3 1.6 11.4 2.7 9.1 5 11.4 7.3 10.3 8.4 8 6.1 5.7 8.4 4.6 7.3 6.9 5Z',
}
