import { strict as assert } from 'node:assert'
import { openPage } from '../app/client/page.ts'
import type { SessionGrant } from '../app/protocol/messages.ts'
import { ask, assertError } from './ask.ts'
import type { ConformanceCheck } from './contract.ts'
import { drain, freshKey } from './user.ts'

/** The signature and its claims stay far below this; proxies and browsers rely on it. */
const MOST_TOKEN_BYTES = 1_024

export const page: readonly ConformanceCheck[] = [
  {
    name: 'the page is HTML under a strict policy, and holds its sessions as JSON',
    async run(subject) {
      const { status, headers, body } = await ask(subject.url, '/?widgets=2&query=0ms')
      assert.equal(status, 200)
      assert.match(headers['content-type'] ?? '', /^text\/html/)
      assert.equal(headers['cache-control'], 'no-store', 'a page holds tokens and must not be kept')
      const policy = String(headers['content-security-policy'])
      assert.match(policy, /default-src 'none'/)
      assert.match(policy, /script-src 'self'/)
      assert.doesNotMatch(policy.replace(/style-src [^;]*/, ''), /unsafe-/, 'a page may run foreign scripts')
      assert.match(body, /<script type="module" src="\/embed\.js">/)
      const json = /<script type="application\/json" id="bench-sessions">(.*?)<\/script>/.exec(body)?.[1]
      const grants = JSON.parse(json ?? 'null') as SessionGrant[] | null
      assert.equal(grants?.length, 2, 'sessions in the page')
      await drain(subject, grants)
    },
  },
  {
    name: 'every widget has a session of its own, with a short token',
    async run(subject) {
      const { url, signal } = subject
      const grants = await openPage(url, { key: freshKey(), widgets: 3, queryMs: 0 }, signal)
      assert.equal(grants.length, 3)
      assert.equal(new Set(grants.map(({ id }) => id)).size, 3, 'sessions share an id')
      for (const { token, socket } of grants) {
        assert.match(token, /^[\w-]+\.[\w-]+$/, 'a token must be legal as a subprotocol')
        assert.ok(token.length < MOST_TOKEN_BYTES, `a token of ${token.length} bytes`)
        assert.match(socket, /^\/session(\?|$)/)
      }
      await drain(subject, grants)
    },
  },
  {
    name: 'the files of the page are served, and no others',
    async run({ url }) {
      for (const path of ['/embed.js', '/app/page/browser/embed.js', '/assets/vega.js']) {
        const { status, headers } = await ask(url, path)
        assert.equal(status, 200, path)
        assert.match(headers['content-type'] ?? '', /javascript/, path)
      }
      for (const path of ['/app/token.js', '/app/../token.js', '/no', '/sessions']) {
        assertError(await ask(url, path), 'UNKNOWN_SESSION', path)
      }
      const outside = '/assets/..%2f..%2f..%2fpackage.json'
      const refused = await ask(url, outside)
      // A proxy refuses a path that leads out of its root before anybody looks for what is there.
      assertError(refused, refused.status === 400 ? 'MALFORMED' : 'UNKNOWN_SESSION', outside)
    },
  },
  {
    name: '/healthz answers',
    async run({ url }) {
      const { status, headers, body } = await ask(url, '/healthz')
      assert.equal(status, 200)
      assert.equal(headers['cache-control'], 'no-store')
      assert.equal((JSON.parse(body) as { ok?: boolean }).ok, true)
    },
  },
]
