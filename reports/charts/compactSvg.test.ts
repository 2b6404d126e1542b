import { expect, test } from 'vitest'
import { joinedLines, withoutNeedlessGroups } from './compactSvg.ts'

test('groups that neither move nor style go, the others keep their ends', () => {
  expect(
    withoutNeedlessGroups(
      '<g fill="none"><g><g transform="translate(0,0)"><g transform="translate(1,0)"><g></g><path/></g></g></g></g>',
    ),
  ).toBe('<g fill="none"><g transform="translate(1,0)"><path/></g></g>')
})

const line = (x: number, y: number, dx: number, dy: number, style: string) =>
  `<line transform="translate(${x},${y})" x2="${dx}" y2="${dy}" ${style}/>`

test('lines that are drawn alike become one path', () => {
  const grid = 'stroke="var(--grid)" stroke-width="1"'
  const ink = 'stroke="var(--ink)"'
  expect(
    joinedLines(
      `<g>${line(0, -72, 0, 72, grid)}${line(45.5, -72, 152, 0, grid)}${line(1, 2, 3, 4, ink)}</g>${line(9, 9, 1, 1, ink)}`,
    ),
  ).toBe(
    `<g><path d="M0,-72v72M45.5,-72h152" ${grid}/><path d="M1,2l3,4" ${ink}/></g>${line(9, 9, 1, 1, ink)}`,
  )
})

test('lines that let something show through stay apart', () => {
  const pale = 'stroke="var(--c)" opacity="0.5"'
  expect(joinedLines(line(0, 0, 5, 0, pale) + line(0, 0, 0, 5, pale)).match(/<path/g)).toHaveLength(2)
})
