import { defaultSettings, type QueryMode, type Settings } from '../../strategies/app/settings.ts'
import type { SubjectSettings } from './subject.ts'

/** A page of this origin may embed charts while a strategy is verified. */
const EMBEDDING_ORIGIN = 'http://embedding.example'
/** Long enough to attach again on a busy machine, short enough to wait for its end. */
const GRACE_MS = 500

/** Settings under which a strategy is verified: as in a run, but with short waits. */
export function verifySettings(chosen: {
  queryMode: QueryMode
  connections: number
  workers: number
  ports?: Settings['ports']
}): SubjectSettings {
  return {
    ...defaultSettings,
    ...chosen,
    queryMs: 50,
    allowedOrigins: [EMBEDDING_ORIGIN],
    graceMs: GRACE_MS,
    limits: { ...defaultSettings.limits },
  }
}
