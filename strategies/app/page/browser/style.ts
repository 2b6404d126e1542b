/** The style of one embedded chart, inside its shadow tree. */
export const style = `
:host { display: block; min-width: 0; }
.card { background: #fff; border: 1px solid #dfe3e9; border-radius: 10px; padding: 14px 18px; min-height: 236px; box-sizing: border-box; display: flex; flex-direction: column; }
.chart { width: 100%; }
.status { margin: auto; color: #465264; font: 14px/1.5 Inter, ui-sans-serif, system-ui, sans-serif; }
.status[data-tone="bad"] { color: #b3261e; }
.status[hidden], .level[hidden], .chart[hidden] { display: none; }
.level { display: flex; gap: 8px; align-items: center; font: 12px Inter, ui-sans-serif, system-ui, sans-serif; color: #465264; }
.level input { flex: 1; accent-color: #1f6fc5; }
output { min-width: 4em; font-variant-numeric: tabular-nums; }
`
