/**
 * Upper bound of the share of misses in the population, after `misses` of `n`: with the given confidence the
 * true share is not higher. One-sided and exact (Clopper and Pearson, 1934).
 */
export function upperBound(misses: number, n: number, confidence = 0.95): number {
  return misses >= n ? 1 : betaQuantile(confidence, misses + 1, n - misses)
}

/** Lower bound, likewise one-sided: with the given confidence the true share is not lower. */
export function lowerBound(misses: number, n: number, confidence = 0.95): number {
  return misses <= 0 ? 0 : betaQuantile(1 - confidence, misses, n - misses + 1)
}

/** Two-sided interval: each side carries half of the error. */
export function interval(misses: number, n: number, confidence = 0.95): [low: number, high: number] {
  const oneSided = 1 - (1 - confidence) / 2
  return [lowerBound(misses, n, oneSided), upperBound(misses, n, oneSided)]
}

/** The x at which the regularised incomplete beta function I_x(a, b) reaches `p`, by bisection. */
function betaQuantile(p: number, a: number, b: number): number {
  let low = 0
  let high = 1
  // Halving 60 times exhausts the digits of a double.
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (incompleteBeta(middle, a, b) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** I_x(a, b) by its continued fraction (Abramowitz and Stegun 26.5.8), evaluated with Lentz's method. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges fast on this side; the other side follows from the symmetry of the function.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x) - Math.log(a),
  )
  const tiny = 1e-300
  let c = 1
  let d = 1 / Math.max(1 - ((a + b) * x) / (a + 1), tiny)
  let fraction = d
  for (let m = 1; m <= 1_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    let step = 1
    for (const term of [even, odd]) {
      d = 1 / notZero(1 + term * d, tiny)
      c = notZero(1 + term / c, tiny)
      step = c * d
      fraction *= step
    }
    if (Math.abs(step - 1) < 1e-15) break
  }
  return front * fraction
}

function notZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** ln Γ(x) for x ≥ 0.5, by Lanczos' approximation (g = 7, nine terms). */
function logGamma(x: number): number {
  const z = x - 1
  let sum = lanczos[0]!
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i]! / (z + i)
  const t = z + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}
