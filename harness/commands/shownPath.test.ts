import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { shownPath } from './shownPath.ts'

const here = process.cwd()

test('is short for what lies here or beside, and whole for what lies elsewhere', () => {
  expect(shownPath(join(here, 'results', 'run', 'report.html'))).toBe(join('results', 'run', 'report.html'))
  expect(shownPath(join(dirname(here), 'other', 'report.html'))).toBe(join('..', 'other', 'report.html'))
  expect(shownPath('/elsewhere/report.html')).toBe('/elsewhere/report.html')
})

test('cannot be taken for a name', () => {
  expect(shownPath(join(here, 'single'))).toBe('./single')
  expect(shownPath(here)).toBe('./')
})
