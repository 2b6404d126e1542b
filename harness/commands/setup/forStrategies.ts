import { BenchError } from '../../errors.ts'
import type { StrategyReference } from '../../target/strategyReference.ts'
import { whatLacks } from '../ableStrategies.ts'
import { installables } from './index.ts'
import { thisMachine } from './machine.ts'
import { setUp } from './perform.ts'

/**
 * What `bench setup --yes` would do, for what these strategies need and cannot find. Where it fails, that is
 * said and nothing else: whoever needs what is still missing says so in turn.
 */
export async function setUpFor(
  strategies: readonly StrategyReference[],
  provider: string,
  say: (line: string) => void,
): Promise<void> {
  if (!(await whatLacks(strategies, provider))) return
  try {
    await setUp(await installables.nginx(), { machine: thisMachine, agreed: true, say })
  } catch (error) {
    if (!(error instanceof BenchError && error.code === 'NOT_INSTALLED')) throw error
    say(error.message)
    if (error.hint !== undefined) say(`  ${error.hint}`)
  }
}
