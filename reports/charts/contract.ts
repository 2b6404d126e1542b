import type { Report } from '../model.ts'

/**
 * A sentence or a few, for people: `code` between backticks, **bold** between double asterisks, all else as it
 * stands. At most one bold clause in a section: of the causes that it tells, the weightiest.
 */
export type Prose = string

/** A question of the report, answered by figures. Made once, set by every format in its own way. */
export interface ChartSection {
  /** The part of the page and the beginning of file names: `time`, `percentiles`. */
  readonly id: string
  /** The heading. */
  readonly question: string
  /** From the result, in at most three sentences and the facts after them. */
  readonly answer: Prose
  /**
   * `rows`: figures one below the other in one card, a panel for each strategy. `pair`: a card for each figure,
   * two abreast. `grid`: the figures are rows of grids; each has an axis of time, which a grid labels once.
   */
  readonly layout: 'rows' | 'pair' | 'grid'
  /** The only key on the page: in the order of time. */
  readonly key?: readonly KeyEntry[]
  readonly figures: readonly ChartFigure[]
}

/** A colour of the key by its token (`--reach`), and what it stands for. */
export interface KeyEntry {
  readonly color: string
  readonly label: string
  /** How it is drawn: a box, a thin bar, an upright tick, a cross. */
  readonly as: 'box' | 'bar' | 'tick' | 'cross'
}

/** Figures that are rows of one grid: the same strategies in the same columns, and one axis of time. */
export interface FigureGrid {
  /** Unique in the report: `resources-64-async`. */
  readonly id: string
  /** "async queries". */
  readonly title: string
  readonly caption: string
}

/** Panels that share their scales. */
export interface ChartFigure {
  /** Unique in the report: `time-64-async`. The name of its file where it gets one. */
  readonly id: string
  /** The user count that it belongs to: the page shows one count at a time. */
  readonly users: number
  /** "async queries", or what the row of a grid shows. */
  readonly title: string
  /** In a section laid out as a grid: the one that this figure is a row of. */
  readonly grid?: FigureGrid
  /** What the panels show, with unit, n and what was left out. */
  readonly caption: string
  /** Of a panel on a wide screen, px, its axis included. */
  readonly height: number
  readonly panels: readonly ChartPanel[]
  /** How to read it: fills the place of an odd panel on a narrow screen. */
  readonly howTo?: string
}

/** One plot, usually that of one strategy. */
export interface ChartPanel {
  /** Whose it is; null: it shows several strategies. */
  readonly strategy: PanelStrategy | null
  /** At the right of its header: "last 35.4 s". */
  readonly note?: { readonly text: string; readonly bad: boolean }
  readonly plot: Plot | PlotMissing
  /** The data behind it, for "Show data": a few dozen rows at most. */
  readonly table?: DataTable
  /** What the page's script reads to answer a click; JSON, embedded beside the plot. */
  readonly details?: object
}

type Mark = Report['strategies'][number]['mark']

export interface PanelStrategy {
  readonly name: string
  readonly mark: Mark
  /** The class under which `--c` is the strategy's colour. */
  readonly colorClass: string
}

/** What Vega-Lite draws; size, padding and configuration come from `draw`. */
export interface Plot {
  /** What the picture shows, with its finding, for those who do not see it. */
  readonly alternative: string
  /**
   * Layers of a Vega-Lite spec. Colours are custom properties: those of the page (`var(--ink)`), `var(--c)` for
   * the strategy of the panel, `var(--s2)` for the third one of the report.
   */
  readonly layers: readonly object[]
  /** Room for labels, px, where it is not that of most panels; the same in all panels of a figure. */
  readonly room?: Partial<Room>
}

/** Around the plotting area, px. */
export interface Room {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Why there is no plot: the verdict and its reason stand in its place. */
export interface PlotMissing {
  readonly verdict: string
  readonly reason: string
}

export interface DataTable {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}
