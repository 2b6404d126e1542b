import { expect, test } from 'vitest'
import { safeColor } from './look/tokens.ts'
import { commandOf, html, proseOf } from './markup.ts'

test('values are escaped, markup is not, what is absent leaves nothing', () => {
  const bold = html`<b>${'a & <b>'}</b>`
  expect(html`<p title="${'"\''}">${bold}${null}${false}${[1, 'x']}</p>`.html).toBe(
    '<p title="&quot;&#39;"><b>a &amp; &lt;b&gt;</b>1x</p>',
  )
})

test('backticks set code, asterisks bold, numbers stay with their unit', () => {
  expect(proseOf('after 5 s: `bench <x>`').html).toBe('after 5\u00a0s: <code>bench &lt;x&gt;</code>')
  expect(proseOf('**a <b>** and ** b').html).toBe('<b>a &lt;b&gt;</b> and ** b')
})

test('a command breaks between its options', () => {
  expect(commandOf('bench run a --users 24').html).toBe(
    '<span class="opt">bench run a</span> <span class="opt">--users 24</span>',
  )
})

test('only a colour becomes style', () => {
  expect(safeColor('#1f6FC5')).toBe('#1f6FC5')
  expect(safeColor('red}body{display:none')).toBe('var(--ink3)')
})
