import { findEngine } from '../../harness/containers/engine.ts'
import { loadScenario, scenarioNames } from '../../scenarios/index.ts'

/** What the test does with a command that a document quotes. */
export type Played =
  | { readonly as: 'run'; readonly line: string; readonly deviation: string | null }
  | { readonly as: 'served'; readonly words: readonly string[]; readonly deviation: string }
  | { readonly as: 'left out'; readonly reason: string }

/** Commands that no test runs, and why. */
const leftOut: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^git clone |^cd /, 'the checkout is here already'],
  [/^npm ci$/, 'installs what this test runs with; the first step of CI'],
  [/^npm test\b/, 'would run this test'],
  [/^npm run bench -- setup\b/, 'installs, or builds images; test/setup.test.ts and test/images/'],
  [/^npm run bench -- verify\b/, 'half a minute each; test/init.test.ts and test/conformance.test.ts do it'],
  [/^(sudo )?apt-get /, 'installs'],
  [/ --isolate docker\b/, 'needs the image of this very state of the program; test/isolation.test.ts'],
]

/** How long runs are kept short: the last of two options with the same name counts. */
const SHORT_QUERY = '--query 50ms'
const FEW_USERS = '--users 4'

/** Decides about one line. Everything but what is named here runs exactly as it is quoted. */
export async function played(line: string): Promise<Played> {
  const reason = leftOut.find(([pattern]) => pattern.test(line))?.[1]
  if (reason) return { as: 'left out', reason }
  if (/ --provider \S*docker\b/.test(line)) {
    const { refusal } = await findEngine()
    if (refusal) return { as: 'left out', reason: refusal.reason }
  }
  if (/^npm run bench -- serve\b/.test(line)) {
    const words = line.split(' ').slice(4)
    return { as: 'served', words, deviation: 'asked for its page, then ended by SIGTERM' }
  }
  if (!/^npm run (-s )?bench -- run\b/.test(line) || / --help\b/.test(line)) {
    return { as: 'run', line, deviation: null }
  }
  const without = ['--setup', '--open'].filter((option) => new RegExp(` ${option}\\b`).test(line))
  const shortened = (await isShortened(line))
    ? [SHORT_QUERY, ...(/ --users /.test(line) ? [] : [FEW_USERS])]
    : []
  const changes = [...without.map((option) => `without ${option}`), ...shortened.map((one) => `with ${one}`)]
  return {
    as: 'run',
    line: [without.reduce((rest, option) => rest.replace(` ${option}`, ''), line), ...shortened].join(' '),
    deviation: changes.length > 0 ? changes.join(', ') : null,
  }
}

/** A scenario of the document's own is as short as the document makes it; faults need users who still wait. */
async function isShortened(line: string): Promise<boolean> {
  const name = / --scenario (\S+)/.exec(line)?.[1] ?? 'burst'
  if (!(scenarioNames as readonly string[]).includes(name)) return false
  return (await loadScenario(name)).faults.length === 0
}
