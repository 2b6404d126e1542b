import pg from 'pg'
import { expect, test } from 'vitest'
import { plainUrl, withCredentials, withoutPassword } from './url.ts'

test('understands the URLs of SQLAlchemy', () => {
  expect(plainUrl('postgresql+psycopg2://a:b@host:1/d?x=1')).toBe('postgresql://a:b@host:1/d?x=1')
  expect(plainUrl('postgres+psycopg2://host/d')).toBe('postgres://host/d')
  expect(plainUrl('postgres://a@/d?host=%2Ftmp%2Fx')).toBe('postgres://a@/d?host=%2Ftmp%2Fx')
  expect(plainUrl('sqlite:///file')).toBeUndefined()
})

test('exchanges the user and keeps the place', () => {
  const socket = withCredentials('postgres://a:b@/d?host=%2Ftmp%2Fx&port=5432&user=c', 'bench_x', 'p@ss')
  expect(socket).toBe('postgres://bench_x:p%40ss@/d?host=%2Ftmp%2Fx&port=5432')
  const { user, password, host, port, database } = new pg.Client({ connectionString: socket })
  expect({ user, password, host, port, database }).toEqual({
    user: 'bench_x',
    password: 'p@ss',
    host: '/tmp/x',
    port: 5432,
    database: 'd',
  })
  expect(withCredentials('postgresql://host/d', 'u', 'p')).toBe('postgresql://u:p@host/d')
})

test('hides passwords', () => {
  expect(withoutPassword('postgres://a:b@host/d?password=c&x=1')).toBe('postgres://a@host/d?password=…&x=1')
})
