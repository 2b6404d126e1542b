/**
 * Lists that are dear to read, by their name. As long as those that are kept hold more than `most` items in all,
 * the one that was asked for the longest time ago is given up; the last one is always kept.
 */
export function cached<T>(
  read: (name: string) => readonly T[],
  most: number,
): (name: string) => readonly T[] {
  const kept = new Map<string, readonly T[]>()
  let held = 0
  return (name) => {
    const known = kept.get(name)
    const list = known ?? read(name)
    if (!known) held += list.length
    // A map lists first what was entered first.
    kept.delete(name)
    kept.set(name, list)
    for (const [oldest, items] of kept) {
      if (held <= most || oldest === name) break
      kept.delete(oldest)
      held -= items.length
    }
    return list
  }
}
