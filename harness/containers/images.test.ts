import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureImage, lookUpImage } from './images.ts'
import { clientOf } from './library.ts'
import { canPull } from './registry.ts'
import { testEngine } from './testEngine.ts'
import { pushImage, registryIsHere, slowLink, startRegistry } from './testRegistry.ts'

const engine = await testEngine()
const BYTES = 6_000_000

describe.skipIf(!engine || !registryIsHere)('an image that is not here', () => {
  const signal = new AbortController().signal
  const pulled = new Set<string>()
  let registry: Awaited<ReturnType<typeof startRegistry>>
  let name = ''

  beforeAll(async () => {
    registry = await startRegistry()
    name = await pushImage(engine!, registry.host, BYTES)
  })
  afterAll(async () => {
    const client = await clientOf(engine!)
    for (const reference of pulled) await client.getImage(reference).remove()
    await registry.stop()
  })

  function fetching(reference: string, by: AbortSignal = signal) {
    const lines: string[] = []
    pulled.add(reference)
    const here = ensureImage(
      engine!,
      { reference, here: undefined },
      { signal: by, progress: (line) => lines.push(line) },
    )
    here.catch(() => pulled.delete(reference))
    return { lines, here }
  }

  test('is pulled, and told how large it is', async () => {
    const reference = `${registry.host}/${name}:1`
    expect(await canPull(engine!, reference)).toEqual({ ok: true })
    const { lines, here } = fetching(reference)
    expect(await here).toMatchObject({ id: expect.stringMatching(/^sha256:/) })
    expect(lines[0]).toBe(`pulling the image ${reference}`)
    expect(lines.at(-1)).toMatch(/^pulled .*: 6\.0\sMB in 1\slayer, \d+\.\d s$/)
    expect((await lookUpImage(engine!, reference))!.sizeBytes).toBeGreaterThanOrEqual(BYTES)
    // It is here now: nothing is told.
    const again = fetching(reference)
    expect((await again.here).id).toBe((await here).id)
    expect(again.lines).toEqual([])
  })

  test('over a slow link its share is told, once a second at most; given up, the engine gives up too', async () => {
    await using link = await slowLink(registry.port, 1_500_000)
    const reference = `${link.host}/${await pushImage(engine!, registry.host, BYTES)}:1`
    const end = new AbortController()
    const { promise: told, resolve } = Promise.withResolvers<void>()
    const lines: string[] = []
    const here = ensureImage(
      engine!,
      { reference, here: undefined },
      {
        signal: end.signal,
        progress(line) {
          lines.push(line)
          if (/ %/.test(line)) resolve()
        },
      },
    )
    await Promise.race([told, here])
    expect(lines.at(-1)).toMatch(/: \d\S*\sMB of 6\.0\sMB \(\d+ %\)$/)
    end.abort(new Error('told to stop'))
    await expect(here).rejects.toThrow('told to stop')
    while (link.open() > 0) await new Promise((resolve) => setImmediate(resolve))
    expect(await lookUpImage(engine!, reference)).toBeUndefined()
  })

  test('without a tag is the latest, not all that there are', async () => {
    const { here } = fetching(`${registry.host}/${name}`)
    await expect(here).rejects.toMatchObject({ code: 'IMAGE_MISSING' })
  })

  test('of an unknown name or tag, or of a registry that is gone, is told so with what helps', async () => {
    const unknown = fetching(`${registry.host}/${name}:2`)
    await expect(unknown.here).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      exitCode: 3,
      message: expect.stringContaining('its registry has none of this name'),
      hint: expect.stringContaining('bench setup images'),
    })
    expect(await canPull(engine!, `${registry.host}/${name}:2`)).toMatchObject({ ok: false })
    const gone = await startRegistry()
    await gone.stop()
    const reference = `${gone.host}/${name}:1`
    await expect(fetching(reference).here).rejects.toMatchObject({
      message: expect.stringContaining(`its registry cannot be reached (${gone.host})`),
    })
    expect(await canPull(engine!, reference)).toEqual({
      ok: false,
      reason: `its registry cannot be reached (${gone.host})`,
    })
  })
})
