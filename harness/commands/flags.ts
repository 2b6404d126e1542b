import type { IsolationFlags } from '../target/isolation/choose.ts'

/** Options of `bench run` as they were typed. */
export interface RunFlags extends IsolationFlags {
  readonly scenario: string
  readonly users?: string
  readonly query?: string
  readonly dbConnections: string
  readonly workers: string
  readonly widgets?: string
  readonly queryMode: string
  readonly duration?: string
  readonly rate?: string
  readonly timeout?: string
  readonly seed?: string
  readonly trials: string
  readonly driver: string
  readonly provider: string
  readonly image?: string
  readonly ports?: string
  readonly setup?: boolean
  readonly slo?: string[]
  readonly output?: string
  readonly report: string
  readonly json?: boolean
  readonly open?: boolean
}

/** Options of `bench serve` as they were typed. */
export interface ServeFlags extends IsolationFlags {
  readonly host: string
  readonly port: string
  readonly query: string
  readonly queryMode: string
  readonly dbConnections: string
  readonly workers: string
  readonly allowOrigin?: string[]
  readonly provider: string
  readonly image?: string
  readonly ports?: string
  readonly target?: boolean
  readonly process?: string
  readonly name?: string
  readonly readyFile?: string
}

/** Options of `bench verify` as they were typed. */
export interface VerifyFlags extends IsolationFlags {
  readonly queryMode: string
  readonly dbConnections: string
  readonly workers: string
  readonly provider: string
  readonly image?: string
  readonly ports?: string
}
