import { describe, expect, test } from 'vitest'
import { readScenario } from '../../scenarios/read.ts'
import { scenarioTemplate } from './scenarioTemplate.ts'

const template = scenarioTemplate('mine', './scenario.schema.json')
const isExample = (line: string) => /^#(\S|\s{2})/.test(line)

/** Every block of examples, as the numbers of its lines. */
const blocks = template.split('\n').reduce<number[][]>((found, line, i, lines) => {
  if (!isExample(line)) return found
  if (i > 0 && isExample(lines[i - 1]!)) found.at(-1)!.push(i)
  else found.push([i])
  return found
}, [])

/** The document with the `#` taken from these lines, and without what its remarks say must go. */
function uncommented(numbers: readonly number[]): string {
  const lines = template.split('\n').map((line, i) => (numbers.includes(i) ? line.slice(1) : line))
  const example = numbers.map((i) => lines[i]).join('\n')
  let text = lines.join('\n')
  if (/^load:/.test(example)) text = text.replace('load:\n  shape: burst\n', '')
  const remark = template.split('\n')[numbers[0]! - 1]!
  if (/[Rr]emove "users" above/.test(remark) || /ramp/.test(example)) text = text.replace(/^users: \d+$/m, '')
  return text
}

test('validates as it stands, and needs no more than it says', () => {
  const scenario = readScenario(template, 'mine.yaml')
  expect(scenario).toMatchObject({ name: 'mine', users: 12, query: '1s', load: { shape: 'burst' } })
  expect(template).toMatch(/^# yaml-language-server: \$schema=\.\/scenario\.schema\.json\n/)
  expect(scenarioTemplate('mine', undefined)).not.toContain('yaml-language-server')
  expect(template.split('\n').filter((line) => line.length > 120)).toEqual([])
})

describe('every example validates when its comment signs are removed', () => {
  test.each(
    blocks.map((block) => [
      template
        .split('\n')
        .slice(block[0], block.at(-1)! + 1)
        .join('\n'),
      block,
    ]),
  )('%s', (_, block) => {
    const before = readScenario(template, 'mine.yaml')
    const after = readScenario(uncommented(block), 'mine.yaml')
    expect(after).not.toEqual(before)
  })
})

test('all that do not replace another validate together', () => {
  const all = blocks.filter((block) => !template.split('\n')[block[0]!]!.startsWith('#load:')).flat()
  const scenario = readScenario(uncommented(all), 'mine.yaml')
  expect(Object.keys(scenario.besides)).toEqual(['bystander'])
  expect(scenario.faults).toHaveLength(4)
  expect(scenario.objectives).toHaveLength(3)
})

test('it shows every shape of a load and every setting there is', async () => {
  const [{ shapes }, { scenarioSchema }] = await Promise.all([
    import('../../scenarios/shapes/index.ts'),
    import('../../scenarios/contract.ts'),
  ])
  for (const shape of Object.keys(shapes)) expect(template).toContain(`shape: ${shape}`)
  for (const setting of Object.keys(scenarioSchema.shape))
    expect(template).toMatch(new RegExp(`^#?${setting}:`, 'm'))
})
