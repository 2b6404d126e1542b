/** Paper. */
export const print = `
@page{size:A4 portrait;margin:12mm}
@media print{.onpaper{display:inline}body{background:#fff;font-size:11px}main,header,nav,footer{padding:0;max-width:none}.parts,.switch,.skip,details{display:none!important}
.card.verdict,.figure,.prose,tr,.at,.pair>.card,.glance{break-inside:avoid}h2,.prose{break-after:avoid}section{margin-top:24px}.at+.at{margin-top:16px}
.verdict{grid-template-columns:minmax(0,1fr) 250px}.answer,.badge,.glance{padding:16px}.below{padding:8px 16px}.below .checks{columns:2}h1{font-size:21px}.lead{font-size:13px}.glance{grid-template-columns:150px minmax(0,1fr)}
.glance td small{display:block;position:static;line-height:1}.glance tbody td{font-size:10px;padding:1px}
.compare{font-size:9.5px}.compare th,.compare td{padding:4px 3px}.compare .strip,.compare .eff svg{display:none}.compare tbody th small{font-size:9px}.compare .pillcell{width:110px;font-size:9px}.pill{font-size:8.5px;padding:0 6px}
.n4,.n5{grid-template-columns:repeat(3,minmax(0,1fr))}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}`
