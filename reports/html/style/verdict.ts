/** The verdict card: answer, badge, and the matrix at a glance. */
export const verdict = `
.eyebrow{font-size:12.5px;font-weight:600;color:var(--ink3)}
.verdict{display:grid;grid-template-columns:minmax(0,1fr) 332px;overflow:hidden;margin-top:24px}
.answer{padding:28px 32px 26px}.lead{font-size:16px;line-height:1.55;max-width:70ch}.model{margin-top:8px}
.advice{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:7px 18px;margin:18px 0 0}
.advice dt{font-weight:650;color:var(--ink);max-width:22ch}.advice dd{margin:0;max-width:88ch}
.advice a{color:var(--ink2);text-underline-offset:3px}
.badge{background:var(--sunk);border-left:1px solid var(--line);padding:24px;font-size:12.5px;min-width:0}
.seal{display:flex;gap:12px;align-items:center;margin-bottom:16px}
.seal .sign{flex:none;width:38px;height:38px;border-radius:50%;border:1px solid;display:grid;place-items:center;font-size:17px;font-weight:700}
.seal .t-ok{background:var(--ok0)}.seal .t-warn{background:var(--warn0)}.seal .t-bad{background:var(--bad0)}.seal .t-none{background:var(--card)}
.seal b{display:block;font-size:17px;line-height:1.3}
.checks{list-style:none;margin:0 0 12px;padding:0}
.checks li{display:grid;grid-template-columns:14px minmax(0,1fr) auto;gap:8px;padding:5px 0;border-top:1px solid var(--line)}
.checks .what{color:var(--ink);overflow-wrap:anywhere}.checks .value{color:var(--ink3);text-align:right;max-width:150px;overflow-wrap:anywhere}
.runnote{color:var(--ink3)}
.below{grid-column:1/-1;background:var(--sunk);border-top:1px solid var(--line);padding:10px 32px;font-size:12.5px}
.below .checks{columns:3;column-gap:36px;margin:0}.below .checks li{break-inside:avoid;border-top:0}
.repeat{margin-top:6px}.repeat code{display:block;margin-top:4px;padding:6px 9px;background:var(--card);border:1px solid var(--line);border-radius:6px;overflow-wrap:anywhere;font-size:11.5px;color:var(--ink)}
.glance{grid-column:1/-1;border-top:1px solid var(--line);padding:22px 32px 26px;display:grid;grid-template-columns:minmax(0,230px) minmax(0,1fr);gap:32px;align-items:center}
.glance h2{font-size:15px;letter-spacing:0;text-wrap:balance}
.glance p{font-size:12.5px;color:var(--ink3);margin-top:4px}
.modes{display:flex;gap:3px;min-width:0}.modes.stacked{flex-direction:column;gap:14px}
.glance table{border-collapse:separate;border-spacing:3px;width:100%;table-layout:fixed}
.glance thead th{font-weight:500;font-size:12px;color:var(--ink3);text-align:center;padding:1px 2px;height:24px}
.glance td:first-child,.glance th:first-child{width:152px}
.glance tbody th{text-align:left;font-weight:600;font-size:13px;color:var(--ink);white-space:nowrap;padding:0 6px 0 0;overflow:hidden;text-overflow:ellipsis}
.glance tbody td{text-align:center;font-size:13.5px;line-height:1.3;height:30px;color:var(--ink);padding:2px 4px;border-radius:5px;background:var(--tint3);border:1px solid transparent;position:relative}
.glance .d1{background:var(--tint1)}.glance .d2{background:var(--tint2)}.glance .d4{background:var(--tint4)}.glance .d5{background:var(--tint5)}
.glance .use,.glance .or{border:1.5px solid var(--ok);font-weight:650}.glance .or{border-style:dashed;border-width:1px;font-weight:400}
.glance td small{position:absolute;right:6px;top:7px;font-size:11px;line-height:1.3;font-weight:650;color:color-mix(in srgb,var(--ok) 78%,var(--ink))}
.glance .fail{color:var(--bad);font-weight:600;border-color:var(--bad);background:repeating-linear-gradient(135deg,var(--bad0) 0 4px,var(--card) 4px 8px)}
.glance .none{color:var(--ink3);background:transparent;border:1px dashed var(--strong);font-size:12px}
.glance tr.best th,.glance tr.best td{font-weight:400;color:var(--ink3);background:none;font-size:12.5px}
.modes table{flex:1 1 0}.modes .c2{flex-grow:2}.modes .c3{flex-grow:3}.modes .c4{flex-grow:4}.modes .c5{flex-grow:5}.modes .c6{flex-grow:6}
@media (min-width:961px),print{.modes:not(.stacked)>table:not(:only-child):first-child{flex-basis:152px}.modes:not(.stacked)>table+table td:first-child:empty,.modes:not(.stacked)>table+table th:first-child{width:0;padding:0;font-size:0;color:transparent}.modes:not(.stacked)>table+table th .mark{display:none}}`
