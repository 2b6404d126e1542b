/**
 * `/embed.js`: defines `<bench-chart>`, which any allowed page may use:
 *
 *   <script type="module" src="http://the-server/embed.js"></script>
 *   <bench-chart sensor="3" window="7"></bench-chart>
 *
 * On the server's own page the sessions come with the page; elsewhere the element asks for one.
 */
import { bucketsAbove } from '../../protocol/chart.ts'
import { errors } from '../../protocol/codes.ts'
import {
  parseServerMessage,
  type ServerMessage,
  type SessionGrant,
  SUBPROTOCOL,
  VERSION,
} from '../../protocol/messages.ts'
import { type DrawnChart, drawChart } from './draw.ts'
import { style } from './style.ts'

const server = new URL('.', import.meta.url).origin
const REATTACH_MS = [100, 300, 1_000]

class BenchChart extends HTMLElement {
  readonly #view = this.attachShadow({ mode: 'open' })
  #socket: WebSocket | undefined
  #chart: DrawnChart | undefined
  #interactions = 0
  #attempts = 0
  #drawing = false
  #over = false
  #clock: ReturnType<typeof setInterval> | undefined

  connectedCallback(): void {
    this.#view.innerHTML = `<style>${style}</style>
      <div class="card"><div class="chart" hidden></div>
      <p class="status" role="status">Asking for the chart …</p>
      <label class="level" hidden>Level <input type="range"> <output></output></label></div>`
    this.#grant().then(
      (grant) => this.#attach(grant),
      (error) => this.#say(String(error.message ?? error), 'bad'),
    )
  }

  disconnectedCallback(): void {
    this.#over = true
    clearInterval(this.#clock)
    this.#socket?.close(1000)
    this.#chart?.end()
  }

  async #grant(): Promise<SessionGrant> {
    const widget = this.getAttribute('widget')
    const element = document.getElementById('bench-sessions')
    if (widget !== null && element) return JSON.parse(element.textContent ?? '[]')[Number(widget)]
    const asked: Record<string, number | string> = { widgets: 1 }
    for (const name of ['sensor', 'window']) asked[name] = Number(this.getAttribute(name) ?? 0)
    const query = this.getAttribute('query')
    if (query) asked.query = query
    const response = await fetch(`${server}/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(answer.error?.message ?? `the server answered ${response.status}`)
    return answer[0]
  }

  #attach(grant: SessionGrant): void {
    const socket = new WebSocket(server.replace(/^http/, 'ws') + grant.socket, [SUBPROTOCOL, grant.token])
    this.#socket = socket
    socket.onmessage = (event) => {
      const parsed = parseServerMessage(String(event.data))
      if (parsed.ok) this.#receive(parsed.message)
      else console.warn('bench-chart:', parsed.reason)
    }
    socket.onclose = (event) => this.#closed(event.code, grant)
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case 'hello':
        this.#attempts = 0
        break
      case 'status':
        this.#waiting(message.state === 'running' ? 'The query runs' : this.#queued(message.position ?? 0))
        break
      case 'chart':
        this.#draw(message.spec, message.data)
        break
      case 'patch':
        this.#chart?.highlight(message.level, message.above)
        this.#showLevel(message.level, message.above.length)
        this.dataset.answered = String(message.n)
        break
      case 'error':
        this.#over ||= !message.retryable
        this.#say(message.message, 'bad')
        break
    }
  }

  #queued(before: number): string {
    return before === 0
      ? 'Next for the database'
      : `${before} ${before === 1 ? 'query comes' : 'queries come'} first`
  }

  #waiting(what: string): void {
    clearInterval(this.#clock)
    const since = performance.now()
    const show = () => {
      const seconds = Math.floor((performance.now() - since) / 1_000)
      this.#say(seconds === 0 ? `${what} …` : `${what} … ${seconds} s`, 'busy')
    }
    this.#clock = setInterval(show, 1_000)
    show()
  }

  #draw(spec: Record<string, unknown>, data: Parameters<typeof drawChart>[2]): void {
    clearInterval(this.#clock)
    // The chart comes again on every new socket.
    if (this.#drawing) {
      if (this.#chart) this.#say('')
      return
    }
    this.#drawing = true
    const place = this.#view.querySelector<HTMLElement>('.chart')!
    place.hidden = false
    drawChart(place, spec, data).then(
      (chart) => {
        this.#chart = chart
        this.#say('')
        this.#offerLevel(data)
        this.dataset.drawn = 'true'
      },
      (error) => this.#say(`The chart could not be drawn: ${error.message}`, 'bad'),
    )
  }

  #offerLevel(data: Parameters<typeof drawChart>[2]): void {
    const label = this.#view.querySelector<HTMLElement>('.level')!
    const input = label.querySelector('input')!
    const highest = Math.max(...data.map((row) => row.hi))
    input.min = String(Math.min(...data.map((row) => row.lo)))
    input.max = String(highest)
    input.value = input.max
    label.hidden = false
    this.#showLevel(highest, bucketsAbove(data, highest).length)
    input.oninput = () =>
      this.#send({ type: 'interact', n: this.#interactions++, value: Number(input.value) })
  }

  /** What the server has answered, not what the slider says meanwhile. */
  #showLevel(level: number, above: number): void {
    const output = this.#view.querySelector('output')!
    output.textContent = `${(level / 1_000).toFixed(2)} · ${above} ${above === 1 ? 'part' : 'parts'} above`
  }

  #send(message: Record<string, unknown>): void {
    if (this.#socket?.readyState === WebSocket.OPEN)
      this.#socket.send(JSON.stringify({ v: VERSION, ...message }))
  }

  /** A cut socket is tried again while the session may still be alive; a refusal is final. */
  #closed(code: number, grant: SessionGrant): void {
    if (this.#over || code === 1000) return
    const delayMs = REATTACH_MS[this.#attempts++]
    const final = Object.values(errors).some((error) => error.close === code && !error.retryable)
    if (final || delayMs === undefined) {
      clearInterval(this.#clock)
      this.#say('The connection to the server was lost. Reload the page to ask again.', 'bad')
    } else {
      setTimeout(() => this.#attach(grant), delayMs)
    }
  }

  #say(text: string, tone = ''): void {
    const status = this.#view.querySelector<HTMLElement>('.status')!
    status.textContent = text
    status.dataset.tone = tone
    status.hidden = text === ''
  }
}

customElements.define('bench-chart', BenchChart)
