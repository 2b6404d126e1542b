import { z } from 'zod'
import { settingsSchema } from '../../strategies/app/settings.ts'
import { deaths, faultKinds } from '../../strategies/contract.ts'

/**
 * The target protocol, version 1: JSON lines over the target's stdin and stdout. The harness sends `settings`
 * first; the target answers `ready`, or `failed` and ends. When its input closes, a target ends everything
 * that it has started. What it prints for people goes to stderr.
 */
export const TARGET_PROTOCOL = 1

const processInfo = z.object({
  role: z.string().max(64),
  pid: z.number().int().positive(),
  worker: z.string().max(32).optional(),
  slots: z.number().int().nonnegative().optional(),
})

/** Harness → target. */
export const toTargetSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('settings'), protocol: z.literal(TARGET_PROTOCOL), settings: settingsSchema }),
  /** Injects a fault into process `index` of `role`, counted from 0 in the order of `processes`. */
  z.object({
    type: z.literal('fault'),
    id: z.number().int(),
    kind: z.enum(faultKinds),
    role: z.string().max(64),
    index: z.number().int().nonnegative().default(0),
  }),
  /** An orderly end: sockets are told, queries cancelled, processes ended; the target answers `stopped`. */
  z.object({ type: z.literal('stop') }),
])

const capabilities = z.object({
  sticky: z.boolean(),
  responsive: z.object({ async: z.boolean(), blocking: z.boolean() }),
  databaseLoss: z.enum(['sessions-fail', 'queries-rerun']),
  roles: z.record(
    z.string().max(64),
    z.object({ faults: z.array(z.enum(faultKinds)), death: z.enum(deaths) }),
  ),
})

/** Target → harness. */
export const fromTargetSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    protocol: z.literal(TARGET_PROTOCOL),
    url: z.string().max(300),
    processes: z.array(processInfo).max(10_000),
    slots: z.array(z.number().int().nonnegative()).min(1).max(10_000),
    capabilities,
  }),
  z.object({ type: z.literal('processes'), processes: z.array(processInfo).max(10_000) }),
  /** A process ended that nobody had asked to: neither the strategy, nor a fault. The trial has FAILED. */
  z.object({
    type: z.literal('lost'),
    role: z.string().max(64),
    pid: z.number().int().positive().optional(),
    how: z.string().max(300),
  }),
  z.object({
    type: z.literal('fault'),
    id: z.number().int(),
    ok: z.boolean(),
    message: z.string().optional(),
  }),
  z.object({ type: z.literal('failed'), code: z.string().max(64), message: z.string().max(2_000) }),
  z.object({ type: z.literal('stopped') }),
])

export type ToTarget = z.input<typeof toTargetSchema>
export type FromTarget = z.infer<typeof fromTargetSchema>
export type Ready = Extract<FromTarget, { type: 'ready' }>
