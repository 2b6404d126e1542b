/**
 * `/embed.js`: defines `<bench-chart>`, which any allowed page may use:
 *
 *   <script type="module" src="http://the-server/embed.js"></script>
 *   <bench-chart sensor="3" window="7"></bench-chart>
 *
 * On the server's own page the sessions come with the page; elsewhere the element asks for one.
 */
import { bucketsAbove } from '../../protocol/chart.ts'
import type { ServerMessage, SessionGrant } from '../../protocol/messages.ts'
import { Connection } from './connection.ts'
import { type DrawnChart, drawChart } from './draw.ts'
import { style } from './style.ts'

const server = new URL('.', import.meta.url).origin

class BenchChart extends HTMLElement {
  readonly #view = this.attachShadow({ mode: 'open' })
  #connection: Connection | undefined
  #chart: DrawnChart | undefined
  #interactions = 0
  #drawing = false
  #clock: ReturnType<typeof setInterval> | undefined

  connectedCallback(): void {
    this.#view.innerHTML = `<style>${style}</style>
      <div class="card"><div class="chart" hidden></div>
      <p class="status" role="status">Asking for the chart …</p>
      <button hidden>Reload</button>
      <label class="level" hidden>Level <input type="range"> <output></output></label></div>`
    this.#view.querySelector('button')!.onclick = () => this.#again()
    this.#grant().then(
      (grant) => this.#connect(grant),
      (error) => this.#ended(error.message),
    )
  }

  disconnectedCallback(): void {
    clearInterval(this.#clock)
    this.#connection?.close()
    this.#chart?.end()
    this.#chart = undefined
    this.#drawing = false
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

  #connect(grant: SessionGrant): void {
    if (!this.isConnected) return
    this.#connection = new Connection(server, grant, {
      message: (message) => this.#receive(message),
      lost: () => this.#waiting('Reconnecting'),
      ended: (why) => this.#ended(why),
    })
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
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
        if (this.#view.querySelector('button')!.hidden) this.#say('')
        // By long poll nothing can be asked of the server.
        if (this.#connection?.speaks) this.#offerLevel(data)
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
      this.#connection?.send({ type: 'interact', n: this.#interactions++, value: Number(input.value) })
  }

  /** What the server has answered, not what the slider says meanwhile. */
  #showLevel(level: number, above: number): void {
    const output = this.#view.querySelector('output')!
    output.textContent = `${(level / 1_000).toFixed(2)} · ${above} ${above === 1 ? 'part' : 'parts'} above`
  }

  /** What is drawn stays; more of it cannot be had. */
  #ended(why: string): void {
    clearInterval(this.#clock)
    this.#say(`This chart's session is gone: ${why}.`, 'bad')
    this.#view.querySelector<HTMLElement>('.level')!.hidden = true
    this.#view.querySelector('button')!.hidden = false
  }

  /** Sessions that came with the page come only with the page. */
  #again(): void {
    if (this.hasAttribute('widget')) {
      location.reload()
    } else {
      this.disconnectedCallback()
      this.connectedCallback()
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
