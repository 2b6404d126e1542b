/**
 * A stream of uniform numbers in [0, 1) of its own for each purpose, drawn from one seed: taking more numbers
 * for one purpose shifts no other. The generator is xoshiro128** (Blackman and Vigna 2018); its state is
 * filled by splitmix32 from the FNV-1a hash of seed and label.
 */
export function derive(seed: number, label: string): () => number {
  const next = splitmix32(fnv1a(`${seed}/${label}`))
  const state = Uint32Array.of(next(), next(), next(), next())
  return () => {
    // 53 bits out of two words, as a double holds them.
    const high = xoshiro128(state) >>> 5
    const low = xoshiro128(state) >>> 6
    return (high * 0x4000000 + low) / 0x20000000000000
  }
}

function xoshiro128(state: Uint32Array): number {
  const [a, b, c, d] = state as unknown as [number, number, number, number]
  const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
  state[2] = c ^ a
  state[3] = d ^ b
  state[1] = b ^ state[2]!
  state[0] = a ^ state[3]!
  state[2] = state[2]! ^ (b << 9)
  state[3] = rotate(state[3]!, 11)
  return result
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

function splitmix32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x9e3779b9) | 0
    let word = state ^ (state >>> 16)
    word = Math.imul(word, 0x21f0aaad)
    word ^= word >>> 15
    word = Math.imul(word, 0x735a2d97)
    return (word ^ (word >>> 15)) >>> 0
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
