import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { endOf, exitAndSignal } from './ending.ts'
import { clientOf } from './library.ts'
import { standInEngine } from './standInEngine.ts'

const never = new Promise<void>(() => {})

type Answer = (response: ServerResponse) => void

const document =
  (content: object): Answer =>
  (response) =>
    response.end(JSON.stringify(content))
const unknown: Answer = (response) => response.writeHead(404).end('{"message":"no such container"}')
/** As an engine does that waits: its answer has begun. */
const begins: Answer = (response) => response.flushHeaders()
const breaksOff: Answer = (response) => {
  response.flushHeaders()
  setImmediate(() => response.destroy())
}
const endsEmpty: Answer = (response) => {
  response.flushHeaders()
  setImmediate(() => response.end())
}
const state = (State: object) => document({ State: { OOMKilled: false, ...State } })

/** A container of a stand-in that is waited for and inspected with these answers in turn, the last one for ever. */
async function standIn(waits: Answer[], inspects: Answer[]) {
  const conditions: (string | null)[] = []
  const next = (answers: Answer[]) => (answers.length > 1 ? answers.shift()! : answers[0]!)
  const engine = await standInEngine({
    answer(request: IncomingMessage, response) {
      const { pathname, searchParams } = new URL(request.url!, 'http://engine')
      if (!pathname.endsWith('/wait')) return next(inspects)(response)
      conditions.push(searchParams.get('condition'))
      next(waits)(response)
    },
  })
  const handle = (await clientOf(engine)).getContainer('one')
  return { handle, conditions, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() }
}

test.each([breaksOff, endsEmpty])(
  'what broke off is asked for again, until it is told: %#',
  async (broken) => {
    await using one = await standIn(
      [broken, broken, document({ StatusCode: 7 })],
      [state({ Running: true, Status: 'running' })],
    )
    expect(await endOf(one.handle, never)).toEqual({ code: 7, outOfMemory: false })
    expect(one.conditions).toEqual(['next-exit', 'not-running', 'not-running'])
  },
)

test('what has ended meanwhile is told by its state; what is not there any more was killed', async () => {
  await using one = await standIn(
    [breaksOff],
    [state({ Running: false, Status: 'exited', ExitCode: 3, OOMKilled: true })],
  )
  expect(await endOf(one.handle, never)).toEqual({ code: 3, outOfMemory: true })
  await using other = await standIn([breaksOff], [unknown])
  expect(await endOf(other.handle, never)).toEqual({ code: 137, outOfMemory: false })
})

test('an engine that goes away lets nobody wait for ever', async () => {
  await using one = await standIn([breaksOff], [(response) => response.destroy()])
  await expect(endOf(one.handle, never)).rejects.toThrow('its engine tells nothing of it')
})

test('what has been removed has ended, whatever its engine tells', async () => {
  await using one = await standIn([begins], [unknown])
  expect(await endOf(one.handle, Promise.resolve())).toEqual({ code: 137, outOfMemory: false })
})

test.each([
  [0, { code: 0, signal: null }],
  [137, { code: null, signal: 'SIGKILL' }],
  [143, { code: null, signal: 'SIGTERM' }],
  [255, { code: 255, signal: null }],
])('exit code %i', (code, told) => {
  expect(exitAndSignal({ code })).toEqual(told)
})
