import type Dockerode from 'dockerode'
import type { GenericContainer } from 'testcontainers'
import type { Ledger } from '../lifecycle/ledger.ts'
import type { Engine } from './engine.ts'
import type { Output } from './output.ts'

/** A folder or file of this machine, which must exist, that a container sees at `target`. */
export interface Mount {
  readonly source: string
  readonly target: string
  readonly readOnly?: boolean
}

/** Under the same number, or of another one within. */
export type PublishedPort = number | { readonly container: number; readonly host: number }

export interface ContainerOptions {
  readonly engine: Engine
  /** It must be here: nothing is pulled. */
  readonly image: string
  /** What it is to us; part of its name. */
  readonly role: string
  readonly ledger: Ledger
  /** Aborting ends a start that is under way. */
  readonly signal: AbortSignal
  /** In place of the image's own. */
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** By number, or by a name that the image knows. */
  readonly user?: { readonly uid: number; readonly gid: number } | string | undefined
  readonly mounts?: readonly Mount[]
  /** Folders in memory, with the options of their mount. */
  readonly tmpfs?: Readonly<Record<string, string>>
  /** Ports that are published on 127.0.0.1, where the network is `ports`. */
  readonly ports?: readonly PublishedPort[]
  /** Whatever else the engine is to be told. */
  readonly host?: Dockerode.HostConfig
  /** Takes what it prints, on stdout and stderr alike, as it comes. */
  readonly onOutput?: (text: string) => void
  /** Follows what it prints in another way, and gives its main process an input. */
  readonly attach?: (handle: Dockerode.Container) => Output
  /**
   * Asked every 20 ms until it says true. Rejecting ends the start, and so does the end of the container. Absent:
   * it is ready once it has been started, whatever becomes of it.
   */
  readonly ready?: () => Promise<boolean>
  readonly readyMs?: number
  /** Which class of testcontainers' it is made of, where that is not the general one. */
  readonly base?: () => Promise<new (image: string) => GenericContainer>
}
