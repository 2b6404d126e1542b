/**
 * `npm run benchmark -- driver`: what a user costs our driver, beside a bare `http` + `ws` script, interleaved on the
 * same target: `single`, a 200 ms query, P = 60, 1,000 users within 5 s. The driver has one core, the target
 * and Postgres have the other. Figures are of this machine; compare only those of one run.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { users as driver } from '../harness/drivers/users/index.ts'
import { createLedger } from '../harness/lifecycle/ledger.ts'
import { childrenOf } from '../harness/lifecycle/process.ts'
import { durationsOf } from '../harness/run/figures.ts'
import { Recorder } from '../harness/run/recorder.ts'
import { warmUp } from '../harness/run/warmUp.ts'
import { createTargetRole } from '../harness/services/database/role.ts'
import { startServices } from '../harness/services/start.ts'
import { resolveStrategy } from '../harness/target/strategyReference.ts'
import { startTarget } from '../harness/target/target.ts'
import { scenarioSchema } from '../scenarios/contract.ts'
import { schedule } from '../scenarios/plan.ts'
import { nowUs } from '../strategies/app/clock.ts'
import { defaultSettings } from '../strategies/app/settings.ts'
import { playBare } from './bareDriver.ts'
import { cpuOf, pin, watchPss } from './process.ts'
import { median, type PlayedUsers, table } from './table.ts'

const USERS = 1_000
const RATE = 200
const QUERY_MS = 200
const CONNECTIONS = 60
const TARGET_CORE = 0
const DRIVER_CORE = 1

/** Prints the comparison over so many rounds. Aborting `signal` ends it. */
export async function compareDrivers(rounds: number, signal: AbortSignal): Promise<void> {
  const ledger = createLedger(`benchmark-${process.pid}`)
  const folder = mkdtempSync(join(tmpdir(), 'chartbench-benchmark-'))
  try {
    await using services = await startServices({
      runId: 'benchmark',
      ledger,
      provider: 'embedded',
      signal,
      progress: () => {},
    })
    await using role = await createTargetRole(services.admin, services.postgres, {
      connections: CONNECTIONS,
      name: 'benchmark',
      ledger,
    })
    await using target = await startTarget({
      reference: await resolveStrategy('single'),
      settings: {
        ...defaultSettings,
        allowedOrigins: [],
        databaseUrl: role.url,
        schema: role.schema,
        connections: CONNECTIONS,
        queryMs: QUERY_MS,
        secret: '00112233445566778899aabbccddeeff',
      },
      ledger,
      signal,
    })
    pin(TARGET_CORE, target.pid, ...target.processes().map((one) => one.pid), services.postgres.pid)
    pin(DRIVER_CORE, process.pid)
    const { url, slots } = target.ready
    await warmUp(url, slots, signal)

    const scenario = scenarioSchema.parse({
      name: 'benchmark',
      title: 'benchmark',
      answers: 'what a user costs',
      query: `${QUERY_MS}ms`,
      load: { shape: 'constant', rate: RATE },
    })

    async function playOurs(round: number): Promise<PlayedUsers> {
      const users = schedule(scenario, { seed: round, users: USERS, connections: CONNECTIONS })
      const recorder = new Recorder(users, join(folder, `events-${round}.ndjson`))
      const began = performance.now()
      const ownBefore = process.cpuUsage()
      await using running = await driver.start(
        {
          url,
          users: users.map((user) => ({ ...user, timeoutMs: 30_000 })),
          expected: services.expected,
          maxInFlight: 8_000,
        },
        recorder.take,
        { ledger, signal },
      )
      const startupMs = performance.now() - began
      pin(DRIVER_CORE, running.pid)
      const pss = watchPss(running.pid)
      const serving = target.processes().map((one) => one.pid)
      const backends = childrenOf(services.postgres.pid!).map((one) => one.pid)
      const [serverBefore, postgresBefore] = await Promise.all([cpuOf(serving), cpuOf(backends)])
      const beginUs = nowUs() + 100_000
      recorder.begin(beginUs)
      running.begin(beginUs)
      const { cpuMs } = await running.done
      const own = process.cpuUsage(ownBefore)
      const [serverAfter, postgresAfter] = await Promise.all([cpuOf(serving), cpuOf(backends)])
      await recorder.close()
      const durations = durationsOf({
        samples: recorder.samples,
        interactions: [],
        users,
        timeoutUs: 30_000_000,
      })
      if (recorder.live.arrived !== USERS)
        throw new Error(`only ${recorder.live.arrived} of ${USERS} charts arrived`)
      return {
        startupMs,
        cpuMsPerUser: cpuMs / USERS,
        recordingMsPerUser: (own.user + own.system) / 1_000 / USERS,
        serverMsPerUser: (serverAfter - serverBefore) / USERS,
        postgresMsPerUser: (postgresAfter - postgresBefore) / USERS,
        pssBytesPerUser: pss.stop() / USERS,
        lagUs: durations.sendlag,
        overheadUs: durations.overhead,
      }
    }

    const ours: PlayedUsers[] = []
    const bare: PlayedUsers[] = []
    for (let round = 0; round < rounds; round++) {
      // Who goes first changes from round to round.
      const turns = [
        async () => ours.push(await playOurs(round)),
        async () =>
          bare.push(
            await playBare({
              url,
              users: USERS,
              spacingUs: 1_000_000 / RATE,
              queryMs: QUERY_MS,
              ledger,
              core: DRIVER_CORE,
            }),
          ),
      ]
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn()
    }
    console.log(
      table(
        ours,
        bare,
        `${USERS} users at ${RATE}/s, ${QUERY_MS} ms query, P = ${CONNECTIONS}, ${rounds} rounds, medians`,
      ),
    )
    const ratio = median(ours.map((one) => one.cpuMsPerUser)) / median(bare.map((one) => one.cpuMsPerUser))
    console.log(`\nCPU of the driver is ${ratio.toFixed(2)} × that of the bare pair.`)
  } finally {
    ledger.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
