import { afterEach, expect, test, vi } from 'vitest'
import { imageReferencePattern } from '../../scenarios/imageReference.ts'
import { imageVariables } from './imageNames.ts'
import { parseImages, useImages } from './imageReference.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test.each([
  'postgres',
  'postgres:17.5-bookworm',
  'team/nginx',
  'localhost:5000/nginx:1',
  'registry.example.org/a/b/c_d:V1',
  `nginx@sha256:${'0a'.repeat(32)}`,
  `registry:5000/nginx:1@sha256:${'0a'.repeat(32)}`,
  `sha256:${'0a'.repeat(32)}`,
])('%s is an image', (reference) => {
  expect(reference).toMatch(imageReferencePattern)
})

test.each([
  '',
  '-v',
  '--privileged',
  'Postgres',
  'a b',
  'a:',
  'a//b',
  'a/',
  'a@sha256:12',
  'a:1:2',
  '../a',
  'a\nb',
])('%j is none', (reference) => {
  expect(reference).not.toMatch(imageReferencePattern)
})

test('what --image says, by service', () => {
  expect(parseImages(undefined)).toEqual({})
  expect(parseImages('postgres=p:1, nginx=127.0.0.1:5000/n:2')).toEqual({
    postgres: 'p:1',
    nginx: '127.0.0.1:5000/n:2',
  })
  expect(() => parseImages('postgress=p:1')).toThrow('unknown service: postgress')
  for (const wrong of ['nginx', 'nginx=', 'nginx=-v'])
    expect(() => parseImages(wrong)).toThrow('--image nginx must be an image such as nginx:1.2')
})

test('the flag comes before the variable, the variable before the scenario, and targets inherit it', () => {
  const { postgres, nginx } = imageVariables
  vi.stubEnv(postgres, 'of-variable:1')
  vi.stubEnv(nginx, '')
  useImages({}, { postgres: 'of-scenario:1', nginx: 'of-scenario:2' })
  expect([process.env[postgres], process.env[nginx]]).toEqual(['of-variable:1', 'of-scenario:2'])
  useImages({ postgres: 'of-flag:1' }, { postgres: 'of-scenario:1' })
  expect(process.env[postgres]).toBe('of-flag:1')
  vi.stubEnv(nginx, '--privileged')
  expect(() => useImages({})).toThrow('BENCH_NGINX_IMAGE is --privileged, which is no image')
})
