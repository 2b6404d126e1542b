import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { chooseImage } from '../../containers/images.ts'
import { RUN_LABEL } from '../../containers/labels.ts'
import { clientOf } from '../../containers/library.ts'
import { testEngine } from '../../containers/testEngine.ts'
import { clean, endLedger, leftBehind } from '../clean.ts'
import { ledgerFolder, privateFolder } from '../folders.ts'
import { createLedger } from '../ledger.ts'
import { testState } from '../testState.ts'

const engine = await testEngine('nginx')
const state = testState()
const made: { remove(options: object): Promise<unknown> }[] = []

afterAll(async () => {
  for (const container of made) await container.remove({ force: true, v: true }).catch(() => {})
  state.remove()
})

const newName = () => `chartbench-test-${randomBytes(5).toString('hex')}`

/** A container that only exists, as one whose run was killed before it could start it. */
async function create(name: string, runId: string) {
  const { reference } = await chooseImage(engine!, 'nginx')
  const container = await (await clientOf(engine!)).createContainer({
    name,
    Image: reference,
    Entrypoint: ['sleep'],
    Cmd: ['300'],
    Labels: { [RUN_LABEL]: runId },
    HostConfig: { NetworkMode: 'none', Init: true },
  })
  made.push(container)
  return {
    start: () => container.start(),
    remove: () => container.remove({ force: true }),
    async exists() {
      const all = await (await clientOf(engine!)).listContainers({ all: true })
      return all.some(({ Id }) => Id === container.id)
    },
  }
}

/** The ledger of a run whose owner is dead, with the intents of these containers. */
function killed(runId: string, names: readonly string[], address = engine!.address): string {
  const path = join(privateFolder(ledgerFolder()), `${runId}.ndjson`)
  const lines = [
    { owner: { pid: 2 ** 22 + 1, startTime: '1' }, startedAt: new Date().toISOString() },
    ...names.map((name, i) => ({ claim: `${i}`, intend: { kind: 'container', engine: address, name } })),
  ]
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return path
}

describe.skipIf(!engine)('the containers of a killed run', () => {
  test('are ended, running or not; those of others are not, even by the same name', async () => {
    const names = [newName(), newName(), newName(), newName()] as const
    const running = await create(names[0], 'killed')
    await running.start()
    const created = await create(names[1], 'killed')
    const others = await create(names[2], 'somebody-else')
    const byHand = await create(names[3], 'killed')
    await byHand.remove()
    const ledger = killed('killed', names)
    const [found] = await leftBehind()
    expect(found?.left.map(({ what }) => what)).toEqual([`container ${names[0]}`, `container ${names[1]}`])
    expect(found?.unknown).toEqual([])
    const { ended, failures } = await clean()
    expect(ended.map(({ what }) => what)).toEqual([`container ${names[0]}`, `container ${names[1]}`])
    expect(failures).toEqual([])
    expect(await Promise.all([running, created, others].map((one) => one.exists()))).toEqual([
      false,
      false,
      true,
    ])
    expect(existsSync(ledger)).toBe(false)
  })

  test('one that the engine makes only after the run is dead is waited for', async () => {
    const name = newName()
    killed('in-between', [name])
    const cleaning = clean()
    const late = await create(name, 'in-between')
    expect((await cleaning).ended).toMatchObject([{ what: `container ${name}` }])
    expect(await late.exists()).toBe(false)
  })

  test('are kept in the ledger where their engine does not answer', async () => {
    const name = newName()
    const ledger = killed('no-engine', [name], 'unix:///nowhere/docker.sock')
    expect((await leftBehind())[0]?.unknown).toMatchObject([{ entry: { name } }])
    const { ended, failures } = await clean()
    expect(ended).toEqual([])
    expect(failures[0]?.error).toMatchObject({
      message: expect.stringMatching(
        /^its engine, unix:\/\/\/nowhere\/docker.sock, does not answer: connect ENOENT/,
      ),
    })
    expect(existsSync(ledger)).toBe(true)
    killed('no-engine', [])
    await clean()
  })

  test('the end of a run ends what a killed child of it has left', async () => {
    const name = newName()
    const ledger = createLedger('living')
    ledger.intend({ kind: 'container', engine: engine!.address, name }).made()
    const left = await create(name, 'living')
    await left.start()
    const notes: string[] = []
    await endLedger(ledger, (line) => notes.push(line))
    expect(notes).toEqual([`ended container ${name}, which a killed process had left`])
    expect(await left.exists()).toBe(false)
    expect(existsSync(ledger.path)).toBe(false)
  })
})
