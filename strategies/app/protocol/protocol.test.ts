import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { BUCKETS, bucketsAbove, type ChartRow, chartHash, SENSORS, WINDOWS, widgetKey } from './chart.ts'
import { errors } from './codes.ts'
import { clientMessages, parseClientMessage, parseServerMessage, serverMessages } from './messages.ts'
import { type Schema, violation } from './schema.ts'

const row: ChartRow = { bucket: 0, n: 20, lo: -1_500, hi: 2_750, sum: 12_345 }
const head = { v: 1, seq: 1, at: 123 }
const stages = { created: 1, asked: 2, connected: 3, result: 4, queryUs: 5 }

/** One message of each type that is right. */
const right = {
  hello: { ...head, type: 'hello', session: 'abc', worker: 'a1' },
  status: { ...head, type: 'status', state: 'queued', position: 3 },
  chart: {
    ...head,
    type: 'chart',
    sensor: 3,
    window: 7,
    spec: { mark: 'line' },
    data: [row],
    hash: '0123456789abcdef',
    stages,
  },
  patch: { ...head, type: 'patch', n: 0, level: -5, above: [0, 19] },
  error: { ...head, type: 'error', code: 'MISROUTED', message: 'elsewhere', retryable: true },
  interact: { v: 1, type: 'interact', n: 1, value: -250 },
  cancel: { v: 1, type: 'cancel' },
} as const

type Type = keyof typeof right
const schemas: Record<Type, Schema> = { ...serverMessages, ...clientMessages }
const types = Object.keys(right) as Type[]

/** Messages with one thing wrong, and where that is. */
const wrong: [type: Type, change: object, path: string][] = [
  ['hello', { v: 2 }, '$.v'],
  ['hello', { session: 'x'.repeat(65) }, '$.session'],
  ['hello', { worker: 7 }, '$.worker'],
  ['status', { state: 'waiting' }, '$.state'],
  ['status', { position: -1 }, '$.position'],
  ['status', { position: null }, '$.position'],
  ['chart', { seq: 0 }, '$.seq'],
  ['chart', { at: 1.5 }, '$.at'],
  ['chart', { hash: '0123456789ABCDEF' }, '$.hash'],
  ['chart', { hash: '0123456789abcdef0' }, '$.hash'],
  ['chart', { spec: [] }, '$.spec'],
  ['chart', { data: {} }, '$.data'],
  ['chart', { data: Array(BUCKETS + 1).fill(row) }, '$.data'],
  ['chart', { data: [row, { ...row, hi: '3' }] }, '$.data[1].hi'],
  ['chart', { stages: { ...stages, queryUs: undefined } }, '$.stages.queryUs'],
  ['patch', { n: undefined }, '$.n'],
  ['patch', { above: [0, 'x'] }, '$.above[1]'],
  ['error', { message: 'x'.repeat(501) }, '$.message'],
  ['error', { retryable: 'yes' }, '$.retryable'],
  ['interact', { n: 1_000_000_001 }, '$.n'],
  ['interact', { value: 0.5 }, '$.value'],
  ['interact', { value: -1_000_000_001 }, '$.value'],
  ['cancel', { v: '1' }, '$.v'],
]

/** As it arrives: what is undefined is not there. */
function changed(type: Type, change: object): unknown {
  return JSON.parse(JSON.stringify({ ...right[type], ...change }))
}

describe('messages', () => {
  test.each(types)('a right %s passes', (type) => {
    expect(violation(schemas[type], right[type])).toBeUndefined()
  })

  test.each(wrong)('%s with %j is refused at %s', (type, change, path) => {
    expect(violation(schemas[type], changed(type, change))).toMatch(`${path}: `)
  })

  test('every required member is missed', () => {
    for (const type of types) {
      const { required } = schemas[type] as { required: readonly string[] }
      for (const name of required) {
        const reason = violation(schemas[type], changed(type, { [name]: undefined }))
        expect(reason, `${type} without ${name}`).toContain(`$.${name}: `)
      }
    }
  })

  test('members that nobody knows are let pass, so that the protocol may grow', () => {
    for (const type of types) expect(violation(schemas[type], changed(type, { later: 1 }))).toBeUndefined()
  })

  test.each([...types.map((type) => right[type] as unknown), null, [], 'text', 5])(
    '%j: not an object or right',
    (value) => {
      const agreed = types.filter((type) => violation(schemas[type], value) === undefined)
      expect(agreed).toEqual(types.filter((type) => right[type] === value))
    },
  )

  test('frames are parsed by their type', () => {
    expect(parseServerMessage(JSON.stringify(right.hello))).toEqual({ ok: true, message: right.hello })
    expect(parseClientMessage(JSON.stringify(right.interact))).toEqual({ ok: true, message: right.interact })
    expect(parseClientMessage('{')).toEqual({ ok: false, reason: 'not JSON' })
    const unknown = { ok: false, reason: '$.type: must be one of interact, cancel' }
    for (const frame of ['null', '[]', '{}', '{"type":"hello"}', '{"type":"toString"}']) {
      expect(parseClientMessage(frame), frame).toEqual(unknown)
    }
  })
})

test('our validator agrees with ajv', () => {
  const ajv = new Ajv2020({ strict: true })
  const long = { message: '😀'.repeat(300) }
  const samples: [Type, unknown][] = [
    ...types.map((type): [Type, unknown] => [type, right[type]]),
    ...wrong.map(([type, change]): [Type, unknown] => [type, changed(type, change)]),
    ['error', changed('error', long)],
    ['error', changed('error', { message: '😀'.repeat(501) })],
    ...types.flatMap((type) => [null, [], 'text', 5, {}].map((value): [Type, unknown] => [type, value])),
  ]
  for (const [type, value] of samples) {
    expect(violation(schemas[type], value) === undefined, `${type} ${JSON.stringify(value)}`).toBe(
      ajv.validate(schemas[type], value),
    )
  }
})

describe('charts', () => {
  test('the hash has known answers', () => {
    expect(chartHash({ sensor: 0, window: 0 }, [])).toBe('4b7e681029ef2650')
    expect(chartHash({ sensor: 3, window: 7 }, [row])).toBe('4b32c4405dcf2f71')
    expect(chartHash({ sensor: 3, window: 7 }, [row, { bucket: 1, n: 1, lo: 0, hi: 0, sum: 0 }])).toBe(
      '73b802b47b5b0c86',
    )
  })

  test('the hash tells keys, rows and their order apart', () => {
    const second = { ...row, bucket: 1 }
    const hashes = [
      chartHash({ sensor: 3, window: 7 }, [row, second]),
      chartHash({ sensor: 7, window: 3 }, [row, second]),
      chartHash({ sensor: 3, window: 7 }, [second, row]),
      chartHash({ sensor: 3, window: 7 }, [row]),
      chartHash({ sensor: 3, window: 7 }, [row, { ...second, sum: second.sum + 1 }]),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  test('widgets walk through the keys and begin again', () => {
    expect(widgetKey({ sensor: 3, window: 7 }, 0)).toEqual({ sensor: 3, window: 7 })
    expect(widgetKey({ sensor: 3, window: WINDOWS - 1 }, 1)).toEqual({ sensor: 4, window: 0 })
    expect(widgetKey({ sensor: SENSORS - 1, window: WINDOWS - 1 }, 1)).toEqual({ sensor: 0, window: 0 })
  })

  test('an interaction answers the buckets whose highest reading reaches the level', () => {
    const rows = [row, { ...row, bucket: 1, hi: 2_751 }, { ...row, bucket: 2, hi: 2_749 }]
    expect(bucketsAbove(rows, 2_750)).toEqual([0, 1])
  })
})

describe('docs/protocol.md', () => {
  const document = readFile(join(import.meta.dirname, '../../../docs/protocol.md'), 'utf8')

  test('its table of codes is that of codes.ts', async () => {
    const rows = [...(await document).matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (\d+) \| (yes|no) \| (.+) \|$/gm)]
    const table = rows.map(([, code, close, http, retryable, means]) => [
      code,
      { close: Number(close), http: Number(http), retryable: retryable === 'yes', means },
    ])
    expect(table).toEqual(Object.entries(errors))
  })

  test('the known answers that it gives are right', async () => {
    expect(await document).toContain(
      `\n3/7|0,20,-1500,2750,12345    ${chartHash({ sensor: 3, window: 7 }, [row])}\n`,
    )
    expect(await document).toContain(
      `\n0/0                          ${chartHash({ sensor: 0, window: 0 }, [])}\n`,
    )
  })

  test('every message in its examples is right', async () => {
    const examples = [...(await document).matchAll(/^(\{"v":1,.+\})$/gm)].map(
      ([line]) => JSON.parse(line) as { type: Type },
    )
    expect(new Set(examples.map((example) => example.type))).toEqual(new Set(types))
    for (const example of examples) expect(violation(schemas[example.type], example)).toBeUndefined()
  })
})
