import { expect, it } from 'vitest'
import { processNews } from './serveNews.ts'

function news() {
  const lines: string[] = []
  let nowMs = 0
  const told = processNews(
    (line) => lines.push(line),
    () => nowMs,
  )
  return { told, lines, later: (ms: number) => (nowMs += ms) }
}

const worker = (name: string, pid: number) => ({ role: 'worker', worker: name, pid })

it('says who died and how, and who is there instead, after how long', () => {
  const { told, lines, later } = news()
  told.began([{ role: 'proxy', pid: 1 }, worker('w1', 2), worker('w2', 3)])
  told.lost({ role: 'worker', pid: 2, how: 'was ended by SIGKILL' })
  told.changed([{ role: 'proxy', pid: 1 }, worker('w2', 3)])
  later(420)
  told.changed([{ role: 'proxy', pid: 1 }, worker('w2', 3), worker('w3', 9)])
  told.lost({ role: 'proxy', pid: 1, how: 'exited with code 1' })
  expect(lines).toEqual([
    'worker w1 (pid 2) was ended by SIGKILL',
    'worker w3 (pid 9) is there, after 0.4 s',
    'proxy (pid 1) exited with code 1',
  ])
})

it('says of what it does not see only that it ended', () => {
  const { told, lines } = news()
  told.lost({ role: 'proxy', pid: undefined, how: 'was ended by SIGKILL' })
  told.changed([worker('w1', 2)])
  expect(lines).toEqual(['proxy was ended by SIGKILL', 'worker w1 (pid 2) is there'])
})
