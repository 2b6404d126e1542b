import { readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { wrongUse } from '../../errors.ts'

/** With less neither supervisor nor server of the leanest strategy gets as far as its first user. */
const LEAST_BYTES = 128 * 1_048_576

const UNITS: Readonly<Record<string, number>> = { k: 1_024, m: 1_048_576, g: 1_073_741_824 }

/** A set of CPUs such as `0`, `0-1` or `1,3`, in ascending order. Throws wrong use, also where there is no such CPU. */
export function cpuSet(option: string, text: string, machine: readonly number[] = usableCpus()): number[] {
  const found = new Set<number>()
  for (const part of text.split(',')) {
    const [, first, last = first] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part.trim()) ?? []
    if (first === undefined || Number(last) < Number(first))
      throw wrongUse(`${option} must be a set of CPUs such as 0, 0-1 or 1,3, not ${text}`)
    for (let cpu = Number(first); cpu <= Number(last); cpu++) found.add(cpu)
  }
  const missing = [...found].filter((cpu) => !machine.includes(cpu))
  if (missing.length > 0)
    throw wrongUse(
      `${option}: there is no CPU ${missing.join(', ')} here`,
      `there are: ${machine.join(', ')}`,
    )
  return [...found].sort((a, b) => a - b)
}

/** An amount of memory such as `512m` or `2g`, in bytes. Throws wrong use. */
export function memoryAmount(option: string, text: string, machineBytes = totalmem()): number {
  const [, amount, unit = ''] = /^(\d{1,9})([kmg])b?$/i.exec(text.trim()) ?? []
  if (amount === undefined)
    throw wrongUse(`${option} must be an amount of memory such as 512m or 2g, not ${text}`)
  const bytes = Number(amount) * UNITS[unit.toLowerCase()]!
  if (bytes < LEAST_BYTES)
    throw wrongUse(
      `${option} must be at least ${LEAST_BYTES / UNITS.m!}m, not ${text}`,
      'with less nothing starts',
    )
  if (bytes > machineBytes)
    throw wrongUse(
      `${option} is more than this machine has: ${text}`,
      `it has ${Math.floor(machineBytes / UNITS.m!)}m`,
    )
  return bytes
}

/** Those that this process may run on, where the system tells; else all that there are. */
export function usableCpus(): number[] {
  const all = cpus().map((_, i) => i)
  if (process.platform !== 'linux') return all
  const text = /^Cpus_allowed_list:\s+(\S+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]
  if (text === undefined) return all
  return text.split(',').flatMap((run) => {
    const [first = 0, last = first] = run.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
}
