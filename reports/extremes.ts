/** The greatest of the values, and `least` where none is greater: for lists too long to be arguments. */
export function greatest(values: Iterable<number>, least: number): number {
  let most = least
  for (const value of values) if (value > most) most = value
  return most
}

/** The smallest of the values, and `most` where none is smaller. */
export function smallest(values: Iterable<number>, most: number): number {
  let least = most
  for (const value of values) if (value < least) least = value
  return least
}
