import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../settings.ts'
import { pageParameters } from './parameters.ts'

const settings = {
  ...defaultSettings,
  allowedOrigins: [],
  databaseUrl: '',
  schema: 'own',
  connections: 1,
  secret: '',
}

describe('page parameters', () => {
  it('have defaults', () => {
    expect(pageParameters({}, settings)).toEqual({
      key: { sensor: 0, window: 0 },
      widgets: 1,
      queryMs: 5_000,
    })
  })

  it('are read from text and from numbers alike', () => {
    const wanted = { key: { sensor: 49, window: 19 }, widgets: 3, queryMs: 1_500 }
    expect(pageParameters({ sensor: '49', window: '19', widgets: '3', query: '1.5s' }, settings)).toEqual(
      wanted,
    )
    expect(pageParameters({ sensor: 49, window: 19, widgets: 3, query: '1500ms' }, settings)).toEqual(wanted)
  })

  it.each([
    [{ sensor: '50' }, 'sensor must be a whole number from 0 to 49'],
    [{ window: -1 }, 'window must be a whole number from 0 to 19'],
    [{ widgets: '0' }, 'widgets must be a whole number from 1 to 12'],
    [{ widgets: '1e3' }, 'widgets must be'],
    [{ widgets: ['1', '2'] }, 'widgets must be'],
    [{ widgets: null }, 'widgets must be'],
    [{ query: '61s' }, 'at most 60000ms'],
    [{ query: '5' }, 'query must be a duration'],
    [{ query: 5_000 }, 'query must be a duration'],
  ])('%j is refused with the bound', (given, message) => {
    expect(() => pageParameters(given, settings)).toThrow(message)
  })
})
