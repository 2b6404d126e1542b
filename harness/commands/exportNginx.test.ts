import { expect, it } from 'vitest'
import { exportNginx } from './exportNginx.ts'

const given = { worker: ['a=10.0.0.5:5100'], listen: '127.0.0.1:8000', folder: '/tmp' }

it('leads to a worker also after it was started again under its name', () => {
  const text = exportNginx({ ...given, worker: ['a=10.0.0.5:5100', 'b=[fd00::2]:5100'], listen: '[::]:80' })
  expect(text).toContain('listen [::]:80 ')
  expect(text).toContain('upstream w_a { server 10.0.0.5:5100; }')
  expect(text).toContain('upstream w_b { server [fd00::2]:5100; }')
  expect(text).toContain('~^a(-[0-9]+)?$ w_a;')
})

it.each([
  [{ worker: ['a=10.0.0.5'] }, '--worker must name a host and a port such as 10.0.0.5:5100, not 10.0.0.5'],
  [{ worker: ['a=x;y:1'] }, '--worker must name a host and a port'],
  [{ worker: ['A=x:1'] }, '--worker must have a name'],
  [{ worker: ['a-very-long-name-of-a-worker=x:1'] }, '--worker must have a name'],
  [{ listen: '0.0.0.0:70000' }, '--listen must name a host and a port'],
  [{ folder: 'tmp' }, '--folder must be an absolute path'],
])('refuses %j', (wrong, message) => {
  expect(() => exportNginx({ ...given, ...wrong })).toThrow(message)
})
