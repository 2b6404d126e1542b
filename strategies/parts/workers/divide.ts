/**
 * Divides P connections over workers as evenly as whole numbers allow, the first ones getting the rest: 10
 * over 4 is 3, 3, 2, 2. Throws where somebody would get none.
 */
export function divideSlots(connections: number, workers: number): number[] {
  if (connections < workers)
    throw new RangeError(`${connections} connections cannot serve ${workers} workers`)
  const each = Math.floor(connections / workers)
  return Array.from({ length: workers }, (_, i) => each + (i < connections % workers ? 1 : 0))
}
