import { type XmlAttribute, XmlDocument, type XmlElement } from 'libxml2-wasm'
import { describe, expect, test } from 'vitest'
import type { ChartFigure, ChartSection } from '../../reports/charts/contract.ts'
import type { RecordedRun } from '../../reports/contract.ts'
import { svg } from '../../reports/svg/index.ts'
import { slideOf } from '../../reports/svg/slide.ts'
import { simulatedRun } from './simulated/run.ts'
import { filesOf, injected, type State, states } from './states.ts'

const XMLNS = { svg: 'http://www.w3.org/2000/svg' }

/** Reads a picture as XML, and says what it claims to be and what it brings. */
function read(content: string) {
  using document = XmlDocument.fromString(content)
  const root = (expression: string) => document.eval(`string(/svg:svg/${expression})`, XMLNS) as string
  return {
    size: [root('@width'), root('@height'), root('@viewBox')],
    title: root('svg:title'),
    description: root('svg:desc'),
    elements: new Set(document.find('//*').map((element) => (element as XmlElement).name)),
    texts: document.find('//svg:text', XMLNS).map(({ content }) => content),
    attributes: document
      .find('//@*')
      .map((attribute) => ({ name: (attribute as XmlAttribute).name, value: attribute.content })),
  }
}

async function picturesOf(run: RecordedRun) {
  return (await filesOf(svg, run)).map(({ file, content }) => ({ file, content, ...read(content) }))
}

describe.each<State>(['five', 'states', 'interrupted', 'faults', 'closed'])('%s', (name) => {
  test('every figure is a picture that stands alone', async () => {
    const pictures = await picturesOf(states[name]())
    expect(pictures.length).toBeGreaterThan(1)
    expect(new Set(pictures.map(({ file }) => file.toLowerCase())).size).toBe(pictures.length)
    for (const { file, content, size, title, description, elements, attributes } of pictures) {
      expect(file).toMatch(/^[\w.-]+\.svg$/)
      expect(size[0]).toBe('1280')
      expect(size[2]).toBe(`0 0 1280 ${size[1]}`)
      expect(Number(size[1])).toBeGreaterThan(200)
      expect(title).toMatch(/\?$/)
      expect(description).not.toBe('')
      const drawn = [
        'svg',
        'title',
        'desc',
        'g',
        'rect',
        'path',
        'text',
        'tspan',
        'line',
        'circle',
        'defs',
        'clipPath',
      ]
      expect([...elements].filter((element) => !drawn.includes(element))).toEqual([])
      expect(content).not.toMatch(/var\(|class=|NaN|undefined/)
      const pointing = attributes.filter(({ name }) => /href|^src$|^on|^style$/.test(name))
      expect(pointing).toEqual([])
      expect(attributes.filter(({ value }) => /url\((?!#)/.test(value))).toEqual([])
    }
  })
})

test('names, marks, question and caption are in it; a cell without a plot says why', async () => {
  const pictures = await picturesOf(states.states())
  const { texts } = pictures.find(({ file }) => file.startsWith('time-'))!
  for (const name of ['single', 'thread-per-user', 'cluster', 'proxy-pool', 'queue'])
    expect(texts).toContain(name)
  expect(texts).toContain('INVALID')
  expect(texts.join(' ')).toContain('Driver on time, latest: 61 ms, limit 50 ms.')
  expect(texts.join(' ')).toMatch(/of 24, over time/)
  expect(texts.join(' ')).toContain('scenario burst: a 5\u00a0s query')
})

test('nothing recorded: no picture', async () => {
  expect(await filesOf(svg, states.empty())).toEqual([])
})

test('what others wrote stays text, and makes no colour', async () => {
  const pictures = await picturesOf(injected())
  expect(pictures.length).toBeGreaterThan(1)
  for (const { elements, texts, attributes } of pictures) {
    expect(elements).not.toContain('script')
    // A description is text too.
    const others = attributes.filter(({ name }) => name !== 'aria-label')
    expect(others.filter(({ value }) => /var\(|script|cmd/.test(value))).toEqual([])
    expect(texts.some((text) => text.includes('\u001b'))).toBe(false)
  }
})

test('a slide', async () => {
  const { report } = simulatedRun({ names: ['single', 'cluster', 'queue'] })
  const strategy = (index: number) => ({ ...report.strategies[index]!, colorClass: `s${index}` })
  const values = [
    { atMs: 0, charts: 0 },
    { atMs: 900, charts: 12 },
  ]
  const channel = (field: string) => ({ field, type: 'quantitative' })
  const figure: ChartFigure = {
    id: 'time-24-async',
    users: 24,
    title: 'async queries',
    caption: `${'charts over time; '.repeat(12)}the end`,
    height: 120,
    panels: [
      {
        strategy: strategy(0),
        note: { text: 'last 15.0 s', bad: false },
        plot: {
          alternative: 'single: 12 charts after 900 ms.',
          layers: [
            {
              data: { values },
              mark: { type: 'line', stroke: 'var(--c)' },
              encoding: { x: channel('atMs'), y: channel('charts') },
            },
          ],
        },
      },
      {
        strategy: strategy(1),
        plot: { verdict: 'SKIPPED', reason: 'nginx is missing: `bench setup nginx` helps' },
      },
      {
        strategy: { ...strategy(2), name: 'a-name-that-is-longer-than-its-panel-is-wide-by-far' },
        note: { text: '3 gave up', bad: true },
        plot: { verdict: 'FAILED', reason: 'reason '.repeat(200) },
      },
    ],
  }
  const section: ChartSection = {
    id: 'time',
    question: 'How close does each come?',
    answer: '',
    layout: 'rows',
    key: [
      { color: '--reach', label: 'page', as: 'box' },
      { color: '--push', label: 'push', as: 'tick' },
    ],
    figures: [figure],
  }
  const content = await slideOf(report, section, figure)
  expect(read(content).title).toBe(section.question)
  await expect(content).toMatchFileSnapshot('../golden/slide.svg')
})
