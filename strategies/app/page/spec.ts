import { type ChartKey, WINDOW_LENGTH, WINDOW_STEP } from '../protocol/chart.ts'

/**
 * The Vega-Lite chart of one key: the band between the lowest and highest reading of each bucket, their mean,
 * and the level that the user drags through it. `chart`, `above` and `level` are data sources that the page
 * fills, so that a patch redraws without a new specification.
 */
export function chartSpec(key: ChartKey): Record<string, unknown> {
  const from = key.window * WINDOW_STEP
  const x = {
    field: 'bucket',
    type: 'quantitative',
    title: `readings ${from} to ${from + WINDOW_LENGTH - 1}`,
    axis: { tickCount: 5 },
  }
  const value = (field: string) => ({ field, type: 'quantitative', scale: { zero: false }, title: null })
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: `Sensor ${key.sensor}, window ${key.window}`, anchor: 'start' },
    description: `Lowest, mean and highest reading of sensor ${key.sensor} in twenty parts of window ${key.window}`,
    width: 'container',
    height: 180,
    autosize: { type: 'fit-x', contains: 'padding' },
    background: 'transparent',
    data: { name: 'chart', values: [] },
    transform: [
      { calculate: 'datum.lo / 1000', as: 'low' },
      { calculate: 'datum.hi / 1000', as: 'high' },
      { calculate: 'datum.sum / datum.n / 1000', as: 'mean' },
    ],
    layer: [
      {
        mark: { type: 'area', color: '#1F6FC5', opacity: 0.22 },
        encoding: { x, y: value('low'), y2: { field: 'high' } },
      },
      { mark: { type: 'line', color: '#1F6FC5', strokeWidth: 2 }, encoding: { x, y: value('mean') } },
      {
        data: { name: 'above', values: [] },
        mark: { type: 'point', filled: true, color: '#C08A00', size: 40 },
        encoding: { x, y: value('high') },
      },
      {
        data: { name: 'level', values: [] },
        mark: { type: 'rule', color: '#5E6A7E', strokeDash: [4, 3] },
        encoding: { y: value('level') },
      },
    ],
    config: {
      view: { stroke: null },
      axis: { grid: true, gridColor: '#E9ECF1', domain: false, labelColor: '#5E6A7E', titleColor: '#5E6A7E' },
    },
  }
}
