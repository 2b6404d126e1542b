import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Sample } from '../../reports/model.ts'
import { hasArrived } from '../../reports/samples.ts'
import { MAIN_GROUP, type ScheduledUser } from '../../scenarios/contract.ts'
import { widgetKey } from '../../strategies/app/protocol/chart.ts'
import type { DriverEvent } from '../drivers/contract.ts'

/** One interaction, stamps in µs of the trial's zero. */
export interface Interaction {
  readonly user: number
  readonly group: string
  readonly intended: number
  /** null: never answered. */
  readonly answered: number | null
  readonly ok: boolean
}

/** Running totals for who watches. */
export interface LiveCounts {
  expected: number
  arrived: number
  failed: number
  waiting: number
}

/**
 * The one writer of a trial's events: puts every line on disk as it comes and keeps one sample per chart. The
 * stamps that it keeps count from the zero of the schedule.
 */
export class Recorder {
  readonly samples: Sample[] = []
  readonly interactions: Interaction[] = []
  readonly live: LiveCounts
  duplicates = 0
  sequenceBreaks = 0
  wrongCharts = 0
  wrongAnswers = 0
  readonly #users: readonly ScheduledUser[]
  readonly #first: number[] = []
  #startUs = 0
  readonly #file: WriteStream
  readonly #mainDone = Promise.withResolvers<void>()
  #mainWaiting = 0

  constructor(users: readonly ScheduledUser[], eventsFile: string) {
    this.#users = users
    this.#file = createWriteStream(eventsFile, { mode: 0o600 })
    for (const user of users) {
      this.#first.push(this.samples.length)
      for (let widget = 0; widget < user.widgets; widget++) this.samples.push(freshSample(user, widget))
      if (user.group === MAIN_GROUP) this.#mainWaiting += user.widgets
    }
    this.live = { expected: this.samples.length, arrived: 0, failed: 0, waiting: 0 }
  }

  /** To be called before the first event: `startUs` (CLOCK_MONOTONIC) is the zero of the schedule. */
  begin(startUs: number): void {
    this.#startUs = startUs
    this.#write(
      this.#users.map(({ user, atUs, after }) =>
        after
          ? { type: 'scheduled', user, after: after.user }
          : { type: 'scheduled', user, at: startUs + atUs },
      ),
    )
  }

  /** Resolves when every chart of the main group has come to an end. */
  get mainDone(): Promise<void> {
    return this.#mainDone.promise
  }

  /** Takes what a driver reports, in order. */
  readonly take = (events: readonly DriverEvent[]): void => {
    this.#write(events)
    for (const event of events) this.#apply(event)
  }

  /** Resolves when everything is on disk. */
  async close(): Promise<void> {
    this.#file.end()
    await finished(this.#file)
  }

  #write(events: readonly object[]): void {
    let lines = ''
    for (const event of events) lines += `${JSON.stringify(event)}\n`
    if (lines !== '') this.#file.write(lines)
  }

  #apply(event: DriverEvent): void {
    switch (event.type) {
      case 'due':
        this.#each(event.user, (sample) => {
          sample.intended = event.at - this.#startUs
        })
        break
      case 'sent':
        this.#each(event.user, (sample) => {
          sample.sent = event.at - this.#startUs
          this.live.waiting++
        })
        break
      case 'dropped':
        this.#each(event.user, (sample) => {
          sample.outcome = 'dropped'
          this.#ended(sample)
        })
        break
      case 'stage':
        this.#sample(event.user, event.widget)[event.stage] = event.at - this.#startUs
        break
      case 'done':
        this.#done(event)
        break
      case 'lost':
        this.#sample(event.user, event.widget).lost++
        break
      case 'reattached':
        this.#sample(event.user, event.widget).reattached++
        break
      case 'interaction':
        this.#interaction(event)
        break
      case 'anomaly':
        if (event.kind === 'duplicate') this.duplicates++
        else if (event.kind === 'sequence') this.sequenceBreaks++
        else this.wrongCharts++
        break
      case 'hiccup':
      case 'left':
        break
    }
  }

  #done(event: Extract<DriverEvent, { type: 'done' }>): void {
    const sample = this.#sample(event.user, event.widget)
    sample.done = event.at - this.#startUs
    sample.outcome = event.outcome
    sample.code = event.code ?? null
    sample.worker = event.worker ?? null
    if (event.stages) {
      const { created, asked, connected, result, queryUs, queries = 1 } = event.stages
      sample.created = created - this.#startUs
      sample.asked = asked - this.#startUs
      sample.connected = connected - this.#startUs
      sample.result = result - this.#startUs
      sample.queryUs = queryUs
      sample.queries = queries
    }
    if (event.pushed !== undefined) sample.pushed = event.pushed - this.#startUs
    this.live.waiting--
    if (hasArrived(sample)) this.live.arrived++
    else this.live.failed++
    this.#ended(sample)
  }

  #ended(sample: Sample): void {
    if (sample.group === MAIN_GROUP && --this.#mainWaiting === 0) this.#mainDone.resolve()
  }

  #interaction(event: Extract<DriverEvent, { type: 'interaction' }>): void {
    if (!event.ok && event.at !== null) this.wrongAnswers++
    this.interactions.push({
      user: event.user,
      group: this.#users[event.user]!.group,
      intended: event.intended - this.#startUs,
      answered: event.at === null ? null : event.at - this.#startUs,
      ok: event.ok,
    })
  }

  #each(user: number, apply: (sample: Sample) => void): void {
    for (let widget = 0; widget < this.#users[user]!.widgets; widget++) apply(this.#sample(user, widget))
  }

  #sample(user: number, widget: number): Sample {
    return this.samples[this.#first[user]! + widget]!
  }
}

function freshSample(user: ScheduledUser, widget: number): Sample {
  return {
    user: user.user,
    widget,
    group: user.group,
    ...widgetKey(user.key, widget),
    worker: null,
    outcome: 'interrupted',
    code: null,
    intended: user.atUs,
    sent: null,
    page: null,
    socket: null,
    status: null,
    done: null,
    created: null,
    asked: null,
    connected: null,
    result: null,
    pushed: null,
    queryUs: null,
    queries: null,
    lost: 0,
    reattached: 0,
  }
}
