import type { IncomingMessage } from 'node:http'
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express'
import type { Counts } from '../metrics/counts.ts'
import type { Exposition, Levels } from '../metrics/exposition.ts'
import { hostAllowed, originAllowed } from '../origin.ts'
import { errorBody, errors, ProtocolError } from '../protocol/codes.ts'
import type { Polls } from '../session/polls.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Settings } from '../settings.ts'
import { isPredecessor } from '../workerName.ts'
import { type Asset, libraryAsset, moduleAsset } from './assets.ts'
import { hostPage } from './hostPage.ts'
import { pageParameters } from './parameters.ts'

/** No script but the server's own files, nothing from elsewhere, nothing evaluated. Vega writes a style element. */
const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

interface RoutesParts {
  readonly settings: Settings
  readonly strategy: string
  readonly worker: string
  readonly sessions: Sessions
  readonly polls: Polls
  readonly counts: Counts
  readonly levels: () => Levels
  /** Whether a request belongs to a worker that has died. */
  readonly isGone: (request: IncomingMessage) => boolean
}

/** The HTTP side of the wire. */
export function routes(parts: RoutesParts): Express {
  const { settings, strategy, worker, sessions, polls, counts, levels } = parts
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  app.use(sameHost(settings))
  app.get('/', (request, response) => {
    const grants = sessions.create(pageParameters(request.query, settings))
    response.set('Content-Security-Policy', POLICY).set('Cache-Control', 'no-store').type('html')
    response.send(hostPage(grants, strategy))
  })
  app.use(['/sessions', '/embed.js', '/app', '/assets'], embedding(settings))
  app.post('/sessions', express.json({ limit: settings.limits.messageBytes }), (request, response) => {
    const body: unknown = request.body
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new ProtocolError('MALFORMED', 'the body must be a JSON object')
    }
    const grants = sessions.create(pageParameters(body as Record<string, unknown>, settings))
    response.set('Cache-Control', 'no-store').json(grants)
  })
  app.get('/sessions/:id/chart', (request, response) => polls.accept(request, response, request.params.id))
  app.get('/embed.js', (_, response) => {
    response.type('text/javascript').send("import './app/page/browser/embed.js'\n")
  })
  app.get('/app/*path', (request, response) =>
    answerAsset(response, moduleAsset(request.path.slice('/app/'.length))),
  )
  app.get('/assets/:name', (request, response) => answerAsset(response, libraryAsset(request.params.name)))
  app.use(['/healthz', '/metrics'], namedWorker(parts))
  app.get('/healthz', (_, response) => {
    response.set('Cache-Control', 'no-store').json({ ok: true, worker, ...levels() })
  })
  app.get('/metrics', metrics(parts))
  app.use(() => {
    throw nothingHere()
  })
  app.use(failures(counts))
  return app
}

/** A page of another name that resolves to this machine gets nothing. */
function sameHost(settings: Settings): RequestHandler {
  return (request, _, next) => {
    if (!hostAllowed(request.headers.host, settings.allowedOrigins))
      throw new ProtocolError('FORBIDDEN_ORIGIN', 'unknown Host')
    next()
  }
}

/** Whoever asks one worker for its state is not answered with the state of another. */
function namedWorker({ worker, isGone }: RoutesParts): RequestHandler {
  return (request, _, next) => {
    const { w = worker } = request.query
    if (isGone(request) || isPredecessor(String(w), worker)) throw new ProtocolError('WORKER_GONE')
    if (w !== worker) throw new ProtocolError('MISROUTED', `this is ${worker}`)
    next()
  }
}

/** Loads the library for it at the first request, so that no start is slower because of it. */
function metrics(parts: RoutesParts): RequestHandler {
  let exposition: Promise<Exposition> | undefined
  return async (_, response) => {
    exposition ??= import('../metrics/exposition.ts').then(({ createExposition }) => createExposition(parts))
    const { contentType, text } = await exposition
    response
      .set('Cache-Control', 'no-store')
      .set('Content-Type', contentType)
      .send(await text())
  }
}

/** CORS for the pages that may embed; the others are refused. */
function embedding(settings: Settings): RequestHandler {
  return (request, response, next) => {
    const { origin, host } = request.headers
    if (!originAllowed(origin, host, settings.allowedOrigins)) throw new ProtocolError('FORBIDDEN_ORIGIN')
    if (origin !== undefined) {
      response.set({
        'Access-Control-Allow-Origin': origin,
        Vary: 'Origin',
        'Cross-Origin-Resource-Policy': 'cross-origin',
      })
    }
    if (request.method !== 'OPTIONS') return next()
    response.set({
      'Access-Control-Allow-Methods': 'GET, POST',
      'Access-Control-Allow-Headers': 'content-type, authorization',
      'Access-Control-Max-Age': '600',
    })
    response.status(204).end()
  }
}

async function answerAsset(response: Response, asset: Promise<Asset> | undefined): Promise<void> {
  if (!asset) throw nothingHere()
  const { type, content } = await asset
  response.set('Cache-Control', 'max-age=3600').type(type).send(content)
}

function nothingHere(): ProtocolError {
  return new ProtocolError('UNKNOWN_SESSION', 'there is nothing at this path')
}

function failures(counts: Counts): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const known = asProtocolError(error)
    if (known.code === 'SERVER_FAULT') console.error(`${request.method} ${request.path}:`, error)
    counts.error(known.code)
    response.status(errors[known.code].http).set('Cache-Control', 'no-store').json(errorBody(known))
  }
}

/** Express's own refusals (a body that is too large or no JSON) carry an HTTP status. */
function asProtocolError(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error
  const status = (error as { status?: number }).status
  if (status === 413) return new ProtocolError('TOO_LARGE')
  if (status !== undefined && status < 500)
    return new ProtocolError('MALFORMED', 'the body is not valid JSON')
  return new ProtocolError('SERVER_FAULT', undefined, { cause: error })
}
