import { randomBytes } from 'node:crypto'
import type { Engine } from './engine.ts'
import { type ImageFacts, lookUpImage } from './images.ts'
import { clientOf } from './library.ts'

/** An image that is here, and in which engine. */
export interface TestImage {
  readonly engine: Engine
  readonly reference: string
  readonly facts: ImageFacts
}

/** An image like another one, changed by lines of a Dockerfile; disposal removes it. */
export async function changedImage(
  { engine, reference }: Omit<TestImage, 'facts'>,
  ...changes: string[]
): Promise<TestImage & AsyncDisposable> {
  const client = await clientOf(engine)
  const repo = 'chartbench-test/changed'
  const tag = randomBytes(5).toString('hex')
  const container = await client.createContainer({ Image: reference })
  try {
    await container.commit({ repo, tag, changes: changes.join('\n') })
  } finally {
    await container.remove({ v: true })
  }
  const changed = `${repo}:${tag}`
  return {
    engine,
    reference: changed,
    facts: (await lookUpImage(engine, changed))!,
    async [Symbol.asyncDispose]() {
      await client.getImage(changed).remove()
    },
  }
}
