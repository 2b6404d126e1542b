/** Panels in rows and columns with a common axis of time, and its crosshair. */
export const grid = `
.grid .scroll{position:relative;border-radius:4px}.grid h3{margin:0;display:flex;gap:6px;align-items:baseline;justify-content:space-between;font-size:13px;font-weight:650;color:var(--ink);min-width:0}
.grid h3 span{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.grid h3 em{font-style:normal;font-size:11px;font-weight:650;color:var(--ink3)}.grid h3 em.bad{color:var(--bad)}
.grid .panels{gap:0 18px}.grid .n6{grid-template-columns:repeat(6,minmax(0,1fr))}.grid .panel{position:relative}
.grid .title{font-size:12.5px;color:var(--ink3);margin:7px 0 0;position:sticky;left:0;width:max-content;max-width:100%}.grid .title b{font-size:13px;margin-right:4px}
.grid .none{font-size:12px;color:var(--ink3);margin:0;padding:8px 0 0 40px;display:-webkit-box;-webkit-line-clamp:4;-webkit-box-orient:vertical;overflow:hidden}
.grid .read{position:absolute;right:0;top:-3px;font-size:11.5px;line-height:16px;color:var(--ink);background:var(--card);padding:0 3px;border-radius:3px;white-space:nowrap;pointer-events:none}.grid .read:empty{display:none}
.grid .cross{stroke:var(--ink);stroke-width:1;pointer-events:none}
.grid .when{float:right;margin-left:14px;padding:0 8px;border:1px solid var(--line);border-radius:6px;background:var(--sunk);color:var(--ink2);font-size:12px;cursor:default}.grid .when.on{color:var(--ink);border-color:var(--strong)}
@media screen and (max-width:1000px){.grid .scroll{overflow-x:auto}.grid .inner.n2{min-width:440px}.grid .inner.n3{min-width:620px}.grid .inner.n4{min-width:820px}.grid .inner.n5{min-width:1020px}.grid .inner.n6{min-width:1220px}
.grid .panels.n2{grid-template-columns:repeat(2,minmax(0,1fr))}.grid .panels.n3{grid-template-columns:repeat(3,minmax(0,1fr))}.grid .panels.n4{grid-template-columns:repeat(4,minmax(0,1fr))}.grid .panels.n5{grid-template-columns:repeat(5,minmax(0,1fr))}.grid .panels.n6{grid-template-columns:repeat(6,minmax(0,1fr))}
.grid .scroll{container-type:inline-size}.grid .title{max-width:100cqw}}
@media print{.grid .when,.grid .read,.grid .cross{display:none}.grid .panels.n4{grid-template-columns:repeat(4,minmax(0,1fr))}.grid .panels.n5{grid-template-columns:repeat(5,minmax(0,1fr))}.grid .panels{gap:0 8px}.grid h3{font-size:10px}.grid .title,.grid .title b{font-size:10px}}`
