import { counted, megabytes } from '../../reports/units.ts'

/** What an engine tells of a pull, one line for each step of each layer. */
export interface PullEvent {
  readonly id?: string
  readonly status?: string
  readonly error?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
}

interface Layer {
  doneBytes: number
  /** Undefined until its download begins. */
  totalBytes: number | undefined
  /** It was here, or has been downloaded. */
  done: boolean
}

/** The layers of an image that is being pulled. An engine tells a layer's size only when it downloads it. */
export class PullProgress {
  readonly #layers = new Map<string, Layer>()

  take({ id, status = '', progressDetail }: PullEvent): void {
    if (id === undefined || status.startsWith('Pulling from')) return
    const layer = this.#layers.get(id) ?? { doneBytes: 0, totalBytes: undefined, done: false }
    this.#layers.set(id, layer)
    if (status === 'Downloading' && progressDetail?.total) {
      layer.totalBytes = progressDetail.total
      layer.doneBytes = progressDetail.current ?? 0
    } else if (/^(Download complete|Pull complete|Already exists)/.test(status)) {
      layer.done = true
      layer.doneBytes = layer.totalBytes ?? 0
    }
  }

  /** `41 of 152 MB (27 %)`; the size is a least one while there are layers that have not begun. */
  done(): string {
    const layers = [...this.#layers.values()]
    const totalBytes = this.#totalBytes()
    if (totalBytes === 0) return 'waiting for its registry'
    const doneBytes = layers.reduce((sum, { doneBytes }) => sum + doneBytes, 0)
    const known = layers.every(({ done, totalBytes }) => done || totalBytes !== undefined)
    const share = known ? ` (${Math.floor((100 * doneBytes) / totalBytes)} %)` : ''
    return `${megabytes(doneBytes)} of ${known ? '' : 'at least '}${megabytes(totalBytes)}${share}`
  }

  /** `152 MB in 14 layers`: of those that were downloaded. */
  size(): string {
    const downloaded = [...this.#layers.values()].filter(({ totalBytes }) => totalBytes !== undefined)
    if (downloaded.length === 0) return 'all of it was here'
    return `${megabytes(this.#totalBytes())} in ${counted(downloaded.length, 'layer')}`
  }

  #totalBytes(): number {
    return [...this.#layers.values()].reduce((sum, { totalBytes = 0 }) => sum + totalBytes, 0)
  }
}
