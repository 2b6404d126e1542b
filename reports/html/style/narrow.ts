/** Screens narrower than the page was drawn for. */
export const narrow = `
@media screen and (max-width:1120px){.compare .strip{display:none}.n4,.n5{grid-template-columns:repeat(3,minmax(0,1fr))}}
@media screen and (max-width:960px){
.compare thead{position:absolute;left:-9999px}.compare,.compare tbody,.compare tr,.compare td,.compare th{display:block;text-align:left}
.compare tr{position:relative;display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:8px 10px;padding:14px;border-bottom:1px solid var(--line)}
.compare th,.compare td,.compare th:first-child,.compare td:last-child{padding:0;border:0;min-width:0}
.compare tbody th small{white-space:normal}.compare tbody th{grid-column:1/3}.compare .pillcell{grid-column:3/5;grid-row:1;width:auto;text-align:right}.compare td.pillcell:last-child{text-align:right}
.compare .strip{display:block;grid-column:1/-1}.strip svg{width:100%;max-width:440px}
.compare td[data-label]::before{content:attr(data-label);display:block;font-size:11px;font-weight:400;white-space:nowrap;color:var(--ink3)}
.compare.slo tbody th,.compare.slo td{grid-column:1/-1;white-space:normal;text-align:left;padding-left:0}.compare.slo td[data-label]::before{white-space:normal;overflow-wrap:anywhere}.compare .eff svg{display:none}.compare .eff span{min-width:0}.strip .axis{display:none!important}.compare .note{grid-column:1/-1}.compare tr.mode{background:var(--sunk);padding:10px 14px}.compare tbody+tbody tr.mode>*{border-top:1px solid var(--line)}.compare tr.mode th{padding:0}
.compare tr:last-child{border:0}.compare tbody tr.mode td{display:none}.compare tbody+tbody tr.mode>*{border:0}
.verdict{grid-template-columns:minmax(0,1fr)}.badge{border-left:0;border-top:1px solid var(--line)}
.n3,.n4,.n5{grid-template-columns:repeat(2,minmax(0,1fr))}.glance{grid-template-columns:minmax(0,1fr);gap:12px}.modes{flex-direction:column;gap:12px}.modes table{flex:none!important}.below .checks{columns:2}}
@media screen and (max-width:760px){
main,header,nav,footer{padding:0 16px}h1{font-size:23px}h2{font-size:18.5px}.answer{padding:18px 16px}.lead{font-size:15.5px}
.badge,.glance{padding:18px 16px}.below{padding:10px 16px}.below .checks{columns:1}.advice{grid-template-columns:minmax(0,1fr);gap:2px}.advice dt{max-width:none}.advice dd{margin-bottom:9px}.parts{position:static}
.pair{grid-template-columns:minmax(0,1fr)}.pair>.card,.figure{padding:14px}.key{padding:14px 14px 0}.method{columns:1}
.glance td:first-child,.glance th:first-child{width:31%}.glance tbody th{white-space:normal;font-size:12px;line-height:1.2;overflow-wrap:anywhere;padding-right:2px}.glance thead th:not([colspan]){white-space:normal;line-height:1.2}.glance tbody td{padding:2px 0;font-size:12px}.glance td small{display:block;position:static;line-height:1}.glance tbody td.none{font-size:11px;line-height:1.15}
.panels.n2,.panels.n3,.panels.n4,.panels.n5{grid-template-columns:repeat(auto-fill,minmax(146px,1fr));gap:16px 12px}
.panel svg.wide{display:none}.panel svg.slim{display:block}.panel h4{display:block}.panel h4 em{display:block;margin-left:19px;min-height:1.55em}.how{display:block}
.data{grid-template-columns:minmax(0,1fr)}
}`
