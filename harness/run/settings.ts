import { randomBytes } from 'node:crypto'
import { defaultSettings, type Settings } from '../../strategies/app/settings.ts'
import type { TargetRole } from '../services/database/role.ts'
import type { PlannedTrial, RunOptions } from './plan.ts'

/** What the target of a trial is told: the run's options, its own role, a secret of its own. */
export function settingsFor(
  planned: PlannedTrial,
  options: RunOptions,
  role: TargetRole,
  probeFolder: string,
): Settings {
  const { limits, maxQueryMs } = defaultSettings
  return {
    ...defaultSettings,
    allowedOrigins: [],
    databaseUrl: role.url,
    schema: role.schema,
    connections: options.connections,
    workers: options.workers,
    ports: options.ports ?? null,
    queryMode: planned.cell.queryMode,
    queryMs: options.queryMs,
    maxQueryMs: Math.max(maxQueryMs, options.queryMs),
    secret: randomBytes(32).toString('hex'),
    limits: { ...limits, widgets: Math.max(limits.widgets, options.widgets) },
    probeFolder,
  }
}
