import { z } from 'zod'
import { durationText } from '../duration.ts'

/** Whom a fault strikes by a name that is the same for every strategy; any other is a role of its own. */
const generalRoles = {
  worker: 'a process that holds sessions or runs queries, whatever the strategy calls it',
  proxy: 'its reverse proxy',
  postgres: 'the database',
  sockets: 'the network between users and server',
} as const

/** What can be done to parts while a scenario is played. */
export const fault = z
  .strictObject({
    at: durationText.describe('after the beginning of the measurement'),
    what: z
      .enum(['kill', 'restart', 'stop', 'drain', 'reload', 'pause', 'cut'])
      .describe(
        'kill ends a process at once, restart in order; stop freezes it, pause all of Postgres, each for a while; drain: no new sessions, those that wait get their charts, then it ends; reload: it reads its configuration again; cut: all sockets are lost',
      ),
    role: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'must be a name in small letters')
      .max(64)
      .describe(
        `${Object.entries(generalRoles)
          .map(([name, means]) => `${name}: ${means}`)
          .join('; ')}; or a role of a strategy's own`,
      ),
    index: z
      .number()
      .int()
      .min(0)
      .max(255)
      .optional()
      .describe('which process of the role, from 0; the first where it is left out'),
    for: durationText.optional().describe('how long a stop or a pause lasts'),
  })
  .refine(({ what, for: lasts }) => lasts !== undefined || (what !== 'stop' && what !== 'pause'), {
    message: 'is missing: a stop or a pause lasts for a while',
    path: ['for'],
  })
  .refine(({ what, for: lasts }) => lasts === undefined || what === 'stop' || what === 'pause', {
    message: 'only a stop or a pause lasts',
    path: ['for'],
  })
  .refine(({ what, role }) => what !== 'pause' || role === 'postgres', {
    message: 'only postgres is paused; a process is stopped',
    path: ['what'],
  })
  .refine(({ what, role }) => role !== 'postgres' || what === 'pause' || what === 'restart', {
    message: 'postgres can be paused and restarted',
    path: ['what'],
  })
  .refine(({ what, role }) => (what === 'cut') === (role === 'sockets'), {
    message: 'cut is what sockets suffer, and they suffer nothing else',
    path: ['what'],
  })
  .refine(({ role, index }) => index === undefined || (role !== 'postgres' && role !== 'sockets'), {
    message: 'there is only one postgres, and a cut strikes all sockets',
    path: ['index'],
  })
