const eaten: Buffer[] = []

/** Takes memory outside of the heap, and touches it, until somebody ends this process. */
export function eat(): never {
  for (;;) eaten.push(Buffer.alloc(4 * 1_048_576, eaten.length % 255))
}

/** The same on the heap. */
export function eatHeap(): void {
  const objects: object[] = []
  for (;;) objects.push({ one: objects.length, other: [objects.length] })
}
