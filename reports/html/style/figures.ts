/** Sections of charts. */
export const figures = `
.figure{margin:0;padding:16px 22px 14px}.figure+.figure{border-top:1px solid var(--line)}
.figure .row{font-size:12.5px;color:var(--ink3);margin-bottom:8px}.figure .row b{font-size:13px;margin-right:8px}
.pair>.card>.figure{padding:0}
.panels{display:grid;gap:16px 18px}
.n1{grid-template-columns:minmax(0,1fr)}.n2{grid-template-columns:repeat(2,minmax(0,1fr))}.n3{grid-template-columns:repeat(3,minmax(0,1fr))}
.n4{grid-template-columns:repeat(4,minmax(0,1fr))}.n5{grid-template-columns:repeat(5,minmax(0,1fr))}
.panel{min-width:0}.panel h4{display:flex;justify-content:space-between;gap:6px;align-items:baseline;margin:0 0 3px;font-size:13px;font-weight:650;color:var(--ink)}
.panel h4 span:first-child{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.panel h4 em{font-style:normal;font-weight:400;font-size:12px;color:var(--ink3);white-space:nowrap}.panel h4 em.bad{color:var(--bad);font-weight:650}
.panel svg.plot{display:block;width:100%;height:auto}.panel svg.slim{display:none}
.plot text{paint-order:stroke}
.why{border:1px dashed var(--strong);border-radius:8px;padding:14px;font-size:12px;min-height:110px;overflow-wrap:anywhere}
.why b{display:block}
.key{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:12.5px;margin:0;padding:14px 22px 0}
.key span{white-space:nowrap}.key svg{width:16px;height:10px;margin-right:6px;vertical-align:0}
details{margin-top:10px;font-size:12px}summary{cursor:pointer;color:var(--ink3);width:max-content}
.data{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:14px 24px;margin-top:8px}
.data table{border-collapse:collapse;width:100%;font-size:11.5px;align-self:start}.data caption{text-align:left;font-weight:650;color:var(--ink);padding-bottom:2px}
.data th{font-weight:500;color:var(--ink3)}.data th,.data td{text-align:right;padding:1px 4px;border-bottom:1px solid var(--grid)}
.data th:first-child,.data td:first-child{text-align:left;padding-left:0}
.how{display:none;margin:0;font-size:12px;color:var(--ink3);align-self:center}`
