import { BenchError, exitCodes } from '../../errors.ts'
import type { NginxProvider } from '../contract.ts'
import { findNginx } from './binary.ts'
import { launchLocally } from './localMaster.ts'
import { runNginx } from './running.ts'

/** The machine's own nginx program, without rights, in a temporary folder of its own. */
export const localNginx: NginxProvider = {
  name: 'local',
  service: 'nginx',

  async probe() {
    const found = findNginx()
    if (!found.program) return found.refusal
    return { ok: true, reason: `nginx ${found.program.version} from ${found.program.path}` }
  },

  async start(context) {
    const { program, refusal } = { refusal: undefined, ...findNginx() }
    if (!program) {
      const { reason = 'nginx is not installed', hint } = { hint: '', ...refusal }
      throw new BenchError('NGINX_MISSING', reason, { exitCode: exitCodes.machineLacks, hint })
    }
    return runNginx(
      {
        provider: 'local',
        launch: async (files) => launchLocally(program.path, files, context),
      },
      context,
    )
  },

  version: async () => findNginx().program?.version,
}
