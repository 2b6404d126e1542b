import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, type as osType, release, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Report } from '../../reports/model.ts'

/** What a run's figures depend on beside the code that is measured. */
export interface Environment {
  readonly facts: Omit<Report['environment'], 'postgres' | 'nginx'>
  /** The commit of the checkout that the run was started in, with `+` where it was changed; null without one. */
  readonly commit: string | null
}

let known: Environment | undefined

/** Reads it once for a process. */
export function readEnvironment(): Environment {
  known ??= {
    facts: {
      os: osName(),
      kernel: release(),
      cpuModel: cpus()[0]?.model.trim() || 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
      node: process.versions.node,
      bench: benchVersion(),
    },
    commit: commit(),
  }
  return known
}

/** The version in our own package.json, which lies beside the sources and beside `dist` alike. */
export function benchVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function osName(): string {
  try {
    const match = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))
    return match?.[1] ?? osType()
  } catch {
    return osType()
  }
}

function commit(): string | null {
  const git = (...parameters: string[]) =>
    execFileSync('git', parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    const dirty = git('status', '--porcelain', '--untracked-files=no') !== ''
    return git('rev-parse', '--short=12', 'HEAD') + (dirty ? '+' : '')
  } catch {
    return null
  }
}
