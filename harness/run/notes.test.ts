import { expect, test } from 'vitest'
import type { Trial } from '../../reports/model.ts'
import { notesOn } from './notes.ts'

const trial = (cell: string, verdict: Trial['verdict'] = 'VALID') => ({ cell, verdict })

test.each([
  ['one trial for each cell', [trial('a'), trial('b')], ['one trial for each cell: no estimate of noise']],
  [
    'several, of which no cell has two valid ones',
    [trial('a'), trial('b'), trial('a', 'INVALID'), trial('b', 'INTERRUPTED')],
    ['no cell has two valid trials: no estimate of noise'],
  ],
  ['a cell with two valid ones', [trial('a'), trial('b'), trial('a'), trial('b', 'INVALID')], []],
])('%s', (_, trials, notes) => {
  expect(notesOn(trials)).toEqual(notes)
})
