import { BUCKETS, type ChartKey, WINDOW_LENGTH, WINDOW_STEP } from '../protocol/chart.ts'

const FONT = 'Inter, ui-sans-serif, system-ui, sans-serif'

/**
 * The Vega-Lite chart of one key: the band between the lowest and highest reading of each bucket, their mean,
 * and the level that the user drags through it. `chart`, `above` and `level` are data sources that the page
 * fills, so that a patch redraws without a new specification.
 */
export function chartSpec(key: ChartKey): Record<string, unknown> {
  const first = key.window * WINDOW_STEP
  const x = {
    field: 'bucket',
    type: 'quantitative',
    title: 'reading',
    scale: { domain: [0, BUCKETS - 1], nice: false },
    axis: { values: [0, 5, 10, 15], labelExpr: `${first} + datum.value * ${WINDOW_LENGTH / BUCKETS}` },
  }
  const value = (field: string) => ({ field, type: 'quantitative', scale: { zero: false }, title: null })
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: `Sensor ${key.sensor}, window ${key.window}`,
      anchor: 'start',
      frame: 'group',
      offset: 12,
    },
    description: `Lowest, mean and highest reading of sensor ${key.sensor} in twenty parts of window ${key.window}`,
    width: 'container',
    height: 180,
    autosize: { type: 'fit-x', contains: 'padding' },
    background: 'transparent',
    data: { name: 'chart' },
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
        data: { name: 'above' },
        mark: { type: 'point', filled: true, color: '#C08A00', size: 40 },
        encoding: { x, y: value('high') },
      },
      {
        data: { name: 'level' },
        mark: { type: 'rule', color: '#5E6A7E', strokeDash: [4, 3] },
        encoding: { y: value('level') },
      },
    ],
    config: {
      font: FONT,
      view: { stroke: null },
      title: { fontSize: 14, fontWeight: 600, color: '#131A24' },
      axis: {
        grid: true,
        gridColor: '#E9ECF1',
        domain: false,
        ticks: false,
        labelPadding: 6,
        labelColor: '#5E6A7E',
        labelFontSize: 11,
        titleColor: '#5E6A7E',
        titleFontSize: 11,
        titleFontWeight: 400,
      },
    },
  }
}
