import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { nowUs } from '../../../strategies/app/clock.ts'
import { createLedger } from '../../lifecycle/ledger.ts'
import { users } from './index.ts'
import { expectedHashes, startWireServer } from './wireServer.fixture.ts'

const mode = process.argv[2]
const N = Number(process.argv[3] ?? 500),
  GAP = Number(process.argv[4] ?? 5000)
if (mode === 'server') {
  const s = await startWireServer()
  console.log(s.url)
  setInterval(() => {}, 1e6)
} else {
  const srv = spawn(process.execPath, [import.meta.filename, 'server'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = String((await once(srv.stdout!, 'data'))[0]).trim()
  const rss = (pid: number) => {
    const t = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+)/m.exec(t)![1]) / 1024
  }
  const cpu = (pid: number) => {
    const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(f[11]) + Number(f[12])) * 10
  }
  if (mode === 'driver') {
    process.env.BENCH_STATE = '/tmp/t/state'
    const ledger = createLedger(`m${process.pid}`)
    const events: any[] = []
    const plan = Array.from({ length: N }, (_, user) => ({
      user,
      group: 'users',
      atUs: user * GAP + ((user * 7919) % 997),
      key: { sensor: Math.floor(user / 20) % 50, window: user % 20 },
      widgets: 1,
      queryMs: 500,
      timeoutMs: 30000,
      interactions: 0,
      thinkMs: 100,
    })).sort((a, b) => a.atUs - b.atUs)
    await using d = await users.start(
      { url, users: plan, expected: expectedHashes(), maxInFlight: 5000 },
      (e) => events.push(...e),
      { ledger, signal: new AbortController().signal },
    )
    const rss0 = rss(d.pid),
      cpu0 = cpu(d.pid),
      nc0 = process.cpuUsage()
    const zero = nowUs() + 100_000
    d.begin(zero)
    let peak = 0
    const t = setInterval(() => {
      peak = Math.max(peak, rss(d.pid))
    }, 200)
    const s = await d.done
    clearInterval(t)
    const nc = process.cpuUsage(nc0)
    const lag = events
      .filter((e) => e.type === 'sent')
      .map((e) => (e.at - zero - plan.find((p) => p.user === e.user)!.atUs) / 1000)
      .sort((a, b) => a - b)
    const q = (p: number) => lag[Math.min(lag.length - 1, Math.ceil(p * lag.length) - 1)]!.toFixed(3)
    const ok = events.filter((e) => e.type === 'done' && e.outcome === 'ok').length
    console.log({
      ok,
      start_cpu: cpu0,
      cpuMs: s.cpuMs,
      perUser: (s.cpuMs / N).toFixed(3),
      lag: `min ${lag[0]} p50 ${q(0.5)} p99 ${q(0.99)} max ${q(1)}`,
      hiccupUs: s.hiccupUs,
      rss0,
      peak,
      end: rss(d.pid),
      nearMs: (nc.user + nc.system) / 1000,
      sockets: s.sockets,
    })
    await d[Symbol.asyncDispose]()
    ledger.close()
  } else {
    const b = spawn(
      process.execPath,
      ['/work/main/harness/drivers/users/zz_bare.mjs', url, String(N), String(GAP)],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    )
    let peak = 0
    const t = setInterval(() => {
      try {
        peak = Math.max(peak, rss(b.pid!))
      } catch {}
    }, 200)
    await once(b, 'exit')
    clearInterval(t)
    console.log('bare peak', peak)
  }
  srv.kill()
}
