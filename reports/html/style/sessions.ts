/** One session's waterfall and the slowest sessions. */
export const sessions = `
.plots{position:relative}.pick{position:absolute;inset:0;cursor:pointer}
.hint{font-size:12.5px;color:var(--ink3);margin:-6px 0 12px}
.waterfall{display:none}.waterfall.open{display:block;scroll-margin:56px 0 8px;margin-top:14px;padding:12px 16px 10px;background:var(--sunk);border:1px solid var(--line);border-radius:8px;font-size:12.5px}
.waterfall .top{display:flex;justify-content:space-between;gap:16px;align-items:baseline;margin-bottom:6px}.waterfall .summary{font-size:13px}
.waterfall button{font:inherit;font-size:12px;color:var(--ink);background:var(--card);border:1px solid var(--strong);border-radius:6px;padding:1px 10px;cursor:pointer;flex:none}
.waterfall .who{display:grid;grid-template-columns:72px minmax(0,1fr);gap:0 12px;align-items:center;margin-bottom:5px}
.waterfall .name{font-size:12.5px;font-weight:650;color:var(--ink)}.waterfall .lane{display:block;width:100%;height:20px;overflow:visible}
.waterfall ul{grid-column:2;list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:0 16px;font-size:12px}
.waterfall li{white-space:nowrap}.waterfall li b{font-weight:600}.waterfall li svg{width:9px;height:9px;margin-right:5px}.waterfall .muted{color:var(--ink3)}
.waterfall .ticks{position:relative;height:17px;margin:2px 0 0 84px;font-size:11px;color:var(--ink3)}.waterfall .ticks span{position:absolute;transform:translateX(-50%)}.waterfall .ticks span:first-child{transform:none}
.slowest{display:grid;grid-template-columns:repeat(auto-fill,minmax(330px,1fr));gap:18px 28px}
.slowest table{border-collapse:collapse;width:100%;font-size:12px;align-self:start}
.slowest caption{text-align:left;font-size:13px;font-weight:650;color:var(--ink);padding-bottom:3px}.slowest caption em{float:right;font-style:normal;font-weight:400;font-size:12px;color:var(--ink3)}
.slowest th,.slowest td{padding:2px 5px;text-align:right;font-weight:400;border-bottom:1px solid var(--grid);white-space:nowrap}.slowest thead th{color:var(--ink3)}
.slowest th:first-child{text-align:left;padding-left:0}.slowest th:last-child,.slowest td:last-child{text-align:left;padding-right:0;width:58%}.slowest td div{display:grid;grid-template-columns:minmax(0,1fr) 88px;gap:8px;align-items:center}.slowest tbody th,.slowest td{color:var(--ink)}
.slowest td:not(:last-child){max-width:110px;overflow:hidden;text-overflow:ellipsis}.slowest .bad{color:var(--bad);font-weight:650}.slowest .bad small{display:block;font-weight:400;font-size:11px;white-space:normal;line-height:1.25}
.slowest svg:not(.mark){display:block;width:100%;height:9px}.slowest td:last-child small{font-size:11px;line-height:1.3;color:var(--ink3)}
.slowest .quickest>*{border-top:1px solid var(--strong)}
@media screen and (max-width:760px){.slowest{grid-template-columns:minmax(0,1fr)}.waterfall .who{grid-template-columns:minmax(0,1fr)}.waterfall ul{grid-column:1}.waterfall .ticks{margin-left:0}}
@media print{.hint,.waterfall button{display:none}.slowest{grid-template-columns:repeat(2,minmax(0,1fr))}.slowest table{break-inside:avoid}}`
