import { unknownName } from '../errors.ts'
import type { Driver } from './contract.ts'

/** Every driver by name, loaded when it is asked for. */
export const drivers = {
  users: async () => (await import('./users/index.ts')).users,
} as const satisfies Record<string, () => Promise<Driver>>

export type DriverName = keyof typeof drivers
export const driverNames = Object.keys(drivers) as DriverName[]

/** The driver of this name; rejects with wrong use that lists the valid names. */
export async function loadDriver(name: string): Promise<Driver> {
  if (!Object.hasOwn(drivers, name)) throw unknownName('driver', name, driverNames)
  return drivers[name as DriverName]()
}
