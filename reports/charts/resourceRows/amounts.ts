import { greatest } from '../../extremes.ts'
import type { Busy } from '../busy.ts'
import type { Reading } from './contract.ts'

/** What the page reads off these items at a moment, to three digits. */
export function readingOf<T extends { readonly atMs: number }>(
  unit: string,
  holds: Reading['holds'],
  items: readonly T[],
  value: (item: T) => number,
): Reading {
  return {
    unit,
    holds,
    at: items.map(({ atMs }) => Math.round(atMs)),
    values: items.map((item) => Number(value(item).toPrecision(3))),
  }
}

/** The greatest in a whole row of panels, which share their axis; at least 1. */
export function most(group: readonly Busy[], values: (busy: Busy) => readonly number[]): number {
  return greatest(group.flatMap(values), 1)
}

/** The greatest of one panel; at least 0. */
export function highest<T>(items: readonly T[], value: (item: T) => number): number {
  return greatest(items.map(value), 0)
}
