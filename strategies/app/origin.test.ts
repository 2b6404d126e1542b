import { expect, it } from 'vitest'
import { hostAllowed, originAllowed } from './origin.ts'

it.each([
  ['localhost', true],
  ['localhost:8000', true],
  ['127.0.0.1:80', true],
  ['[::1]:8000', true],
  ['[::1]', true],
  ['192.168.1.7:8000', true],
  ['charts.example:8000', true],
  ['rebound.example:8000', false],
  ['localhost.rebound.example', false],
  ['127.0.0.1.rebound.example:80', false],
  ['', false],
  [undefined, false],
])('the host %s', (host, allowed) => {
  expect(hostAllowed(host, ['http://charts.example'])).toBe(allowed)
})

it('lets a page in whose origin is the name that it asks for, as through a published port', () => {
  expect(originAllowed('http://localhost:8000', 'localhost:8000', [])).toBe(true)
  expect(originAllowed('http://localhost:8000', 'localhost:9000', [])).toBe(false)
  expect(originAllowed(undefined, 'localhost:8000', [])).toBe(true)
  expect(originAllowed('http://other.example', 'localhost:8000', ['http://other.example'])).toBe(true)
})
