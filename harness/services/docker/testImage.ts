import { randomBytes } from 'node:crypto'
import { lookUpImage } from '../../containers/images.ts'
import { clientOf } from '../../containers/library.ts'
import type { PostgresImage } from './image.ts'

/** An image like another one, changed by lines of a Dockerfile; disposal removes it. */
export async function changedImage(
  { engine, reference }: PostgresImage,
  ...changes: string[]
): Promise<PostgresImage & AsyncDisposable> {
  const client = await clientOf(engine)
  const repo = 'chartbench-test/postgres'
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
