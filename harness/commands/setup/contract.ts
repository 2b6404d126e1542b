import type { Availability } from '../../services/contract.ts'

/** Something that a machine may lack and that can be installed. */
export interface Installable {
  readonly title: string
  /** Whether it is here already. */
  look(): Promise<Availability>
  /** How it would be installed on this machine, after a look that did not find it; installs nothing. */
  plan(machine: Machine): InstallPlan | Promise<InstallPlan>
  /** What its first use would otherwise wait for; once it is here, each time. Absent where there is nothing. */
  prepare?(context: PrepareContext): Promise<void>
}

export interface PrepareContext {
  readonly signal: AbortSignal
  /** Takes a line for people on what takes long. */
  readonly say: (line: string) => void
}

export interface SetupWishes {
  /** Images are built from the distribution's packages, and no registry is asked. */
  readonly offline: boolean
}

/** What decides how something is installed. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly isRoot: boolean
  /** Whether systemd is what starts services. */
  readonly hasSystemd: boolean
  /** Whether there is such a program on the PATH. */
  has(program: string): boolean
  /** Whether a variable of the environment is set, and so decides what is used. */
  names(variable: string): boolean
}

/** Commands in their order, or in words what a person has to do where we cannot. */
export type InstallPlan = { readonly commands: readonly InstallCommand[] } | { readonly byHand: string }

export interface InstallCommand {
  /** The program and its arguments; no shell is involved. */
  readonly words: readonly string[]
  /** Run even after one before it has failed, once the command `undoes` has been run. */
  readonly undoes?: readonly string[]
}
