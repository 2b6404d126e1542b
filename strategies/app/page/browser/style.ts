/** The style of one embedded chart, inside its shadow tree. As high while it waits as when it is drawn. */
export const style = `
:host { display: block; min-width: 0; }
.card { background: #fff; border: 1px solid #dfe3e9; border-radius: 10px; padding: 16px 18px 14px; min-height: 324px; box-sizing: border-box; display: flex; flex-direction: column; font: 13px/1.5 Inter, ui-sans-serif, system-ui, sans-serif; color: #465264; }
.chart { width: 100%; }
.status { margin: auto; text-align: center; text-wrap: balance; font-variant-numeric: tabular-nums; }
.status[data-tone="bad"] { color: #b3261e; }
.status[data-tone="busy"]::before { content: ""; display: block; width: 120px; height: 3px; margin: 0 auto 10px; border-radius: 2px; background: linear-gradient(90deg, #dfe3e9 35%, #1f6fc5 50%, #dfe3e9 65%) 0 0 / 300% 100%; animation: pass 1.6s linear infinite; }
@keyframes pass { from { background-position: 100% 0; } to { background-position: 0 0; } }
@media (prefers-reduced-motion: reduce) { .status[data-tone="busy"]::before { animation: none; } }
button { align-self: center; margin: 10px auto auto; padding: 4px 14px; border: 1px solid #c6cdd7; border-radius: 6px; background: #fff; font: inherit; color: #131a24; cursor: pointer; }
button:focus-visible { outline: 2px solid #1f6fc5; outline-offset: 2px; }
.status:has(+ button:not([hidden])) { margin-bottom: 0; }
button[hidden], .status[hidden], .level[hidden], .chart[hidden] { display: none; }
.level { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: center; margin-top: 10px; padding-top: 10px; border-top: 1px solid #e9ecf1; font-size: 12px; }
.level input { flex: 1 1 100px; min-width: 0; margin: 0; accent-color: #1f6fc5; }
.level input:focus-visible { outline: 2px solid #1f6fc5; outline-offset: 3px; border-radius: 4px; }
output { min-width: 9.5em; text-align: right; font-variant-numeric: tabular-nums; }
`
