import type { Report } from '../model.ts'

const light = `color-scheme:light;--page:#F7F8FA;--card:#FFFFFF;--sunk:#F1F3F6;--line:#DFE3E9;--grid:#E9ECF1;--strong:#C6CDD7;
--ink:#131A24;--ink2:#465264;--ink3:#5E6A7E;--ok:#17744A;--ok0:#E6F4EC;--warn:#9A5B00;--warn0:#FCF0DC;--bad:#B3261E;--bad0:#FBE9E7;
--tint1:#CBE0D7;--tint2:#E7F0EC;--tint3:#EEF0F4;--tint4:#F6E3D0;--tint5:#EDC397;
--reach:#6D5BB5;--socket:#BDB2E6;--wait:#F3CE9B;--query:#56657A;--push:#111827;`

const dark = `color-scheme:dark;--page:#0B0F14;--card:#11161D;--sunk:#171E27;--line:#242D39;--grid:#1F2833;--strong:#384454;
--ink:#E8ECF2;--ink2:#B3BDCB;--ink3:#8C98A9;--ok:#5FD39A;--ok0:#12291F;--warn:#F0B45A;--warn0:#2C2112;--bad:#FF8A80;--bad0:#331816;
--tint1:#213F37;--tint2:#182A27;--tint3:#1B222C;--tint4:#3D2F24;--tint5:#76522F;
--reach:#9586E4;--socket:#4C4387;--wait:#6E4A22;--query:#8494AB;--push:#F3F4F6;`

/** The whole style sheet of a report: tokens for both schemes, and the colours of its strategies. */
export function styleSheet(report: Report, userCounts: readonly number[]): string {
  const colors = (scheme: 'light' | 'dark') =>
    report.strategies.map((strategy, i) => `.s${i}{--c:${safeColor(strategy.color[scheme])}}`).join('')
  const switches = userCounts
    .map((users) => `body:has(#users-${users}:checked) .at:not(.at-${users}){display:none}`)
    .join('')
  // Paper is white: the dark scheme is for screens alone, and every user count is printed.
  return `:root{${light}}${colors('light')}
@media screen and (prefers-color-scheme:dark){:root{${dark}}${colors('dark')}}
${layout}${table}${figures}
@media screen{${switches}}${narrow}${print}`
}

/** A colour as six digits, or grey: what a strategy says of itself must not become style. */
export function safeColor(color: string): string {
  return /^#[0-9a-f]{6}$/i.test(color) ? color : 'var(--ink3)'
}

const layout = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink2);font:14px/1.55 Inter,ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
.opt{display:inline-block}
main,header,footer{max-width:1216px;margin:0 auto;padding:0 24px}
code{font:.93em/1.5 "JetBrains Mono",ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
b,strong{font-weight:650;color:var(--ink)}
p{margin:0}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999px}.skip:focus{left:24px;top:8px;background:var(--card);padding:4px 12px}
header .top{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:baseline;padding:18px 0 14px;border-bottom:1px solid var(--line);font-size:13px}
header .brand{font:700 17px/1 "JetBrains Mono",ui-monospace,monospace;color:var(--ink);letter-spacing:-.02em}
header .brand i{color:#1F6FC5;font-style:normal}
nav{display:flex;gap:20px;padding:10px 0;border-bottom:1px solid var(--line);overflow-x:auto;font-size:13px;scrollbar-width:none}
nav a{color:var(--ink2);text-decoration:none;white-space:nowrap;padding:2px 0}nav a:hover{color:var(--ink);text-decoration:underline;text-underline-offset:4px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px}
section{margin-top:44px}
h1{margin:4px 0 10px;font-size:29px;line-height:1.25;font-weight:650;letter-spacing:-.022em;color:var(--ink);overflow-wrap:anywhere}
h1 code{font-size:.97em;font-weight:400;letter-spacing:-.03em}
h2{margin:0 0 4px;font-size:20px;line-height:1.3;font-weight:650;letter-spacing:-.012em;color:var(--ink)}
h3{margin:0;font-size:13px;font-weight:650;color:var(--ink)}
.prose{max-width:96ch;margin-bottom:12px;font-size:14px}
.eyebrow{font-size:12.5px;font-weight:600;color:var(--ink3)}
.verdict{display:grid;grid-template-columns:minmax(0,1fr) 330px;overflow:hidden;margin-top:24px}
.answer{padding:28px 32px 26px}.lead{font-size:16px;line-height:1.55;max-width:70ch}
.advice{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:7px 18px;margin:18px 0 0}
.advice dt{font-weight:650;color:var(--ink)}.advice dd{margin:0}
.badge{background:var(--sunk);border-left:1px solid var(--line);padding:24px;font-size:12.5px;min-width:0}
.seal{display:flex;gap:12px;align-items:center;margin-bottom:16px}
.seal .sign{flex:none;width:38px;height:38px;border-radius:50%;border:1px solid;display:grid;place-items:center;font-size:17px;font-weight:700}
.seal b{display:block;font-size:17px;line-height:1.3}
.checks{list-style:none;margin:0 0 12px;padding:0}
.checks li{display:grid;grid-template-columns:14px minmax(0,1fr) auto;gap:8px;padding:5px 0;border-top:1px solid var(--line)}
.checks .what{color:var(--ink)}.checks .value{color:var(--ink3);text-align:right;max-width:150px}
.below{grid-column:1/-1;background:var(--sunk);border-top:1px solid var(--line);padding:14px 32px 10px;font-size:12.5px}
.below .checks{columns:3;column-gap:36px;margin:0}.below .checks li{break-inside:avoid;border-top:0;border-bottom:1px solid var(--line)}
.repeat{margin-top:6px}.repeat code{display:block;margin-top:4px;padding:6px 9px;background:var(--card);border:1px solid var(--line);border-radius:6px;overflow-wrap:anywhere;font-size:11.5px;color:var(--ink)}
.t-ok{color:var(--ok)}.t-warn{color:var(--warn)}.t-bad{color:var(--bad)}.t-none{color:var(--ink3)}
.seal .t-ok{background:var(--ok0)}.seal .t-warn{background:var(--warn0)}.seal .t-bad{background:var(--bad0)}.seal .t-none{background:var(--card)}
.band{margin:16px 0 0;padding:9px 16px;border-radius:8px;border:1px solid var(--strong);color:var(--ink);background:repeating-linear-gradient(135deg,var(--sunk) 0 6px,var(--card) 6px 12px)}
.glance{grid-column:1/-1;border-top:1px solid var(--line);padding:22px 32px 26px;display:grid;grid-template-columns:250px minmax(0,1fr);gap:24px;align-items:center}
.glance p{font-size:12.5px;color:var(--ink3);margin-top:4px}
.glance table{border-collapse:separate;border-spacing:3px;width:100%;table-layout:fixed}
.glance thead th{font-weight:500;font-size:12px;color:var(--ink3);text-align:center;padding:1px 4px}
.glance tbody th{text-align:left;font-weight:600;font-size:13px;color:var(--ink);white-space:nowrap;padding:0 6px 0 0;overflow:hidden;text-overflow:ellipsis}
.glance thead td{background:none}.glance tbody td{text-align:center;font-size:13.5px;color:var(--ink);padding:4px 6px;border-radius:5px;background:var(--tint3);border:1px solid transparent;position:relative}
.glance .d1{background:var(--tint1)}.glance .d2{background:var(--tint2)}.glance .d4{background:var(--tint4)}.glance .d5{background:var(--tint5)}
.glance .use{border:1.5px solid var(--ok);font-weight:650}.glance .use small{position:absolute;right:7px;top:6px;font-size:11px;color:var(--ok)}
.glance .fail{color:var(--bad);font-weight:600;border-color:var(--bad);background:repeating-linear-gradient(135deg,var(--bad0) 0 4px,var(--card) 4px 8px)}
.glance .none{color:var(--ink3);background:transparent;border:1px dashed var(--strong)}
.glance tr.best th,.glance tr.best td{font-weight:400;color:var(--ink3);background:none;font-size:12.5px}
.glance col.who{width:152px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:24px;align-items:start}.pair>.card{padding:18px 22px}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:6px 18px;margin:10px 0 0;font-size:13px}
.facts dt{color:var(--ink3)}.facts dd{margin:0;color:var(--ink);overflow-wrap:anywhere}
pre{margin:10px 0;padding:12px 14px;background:var(--sunk);border:1px solid var(--line);border-radius:8px;white-space:pre-wrap;overflow-wrap:anywhere;color:var(--ink);font-size:12px}
.method{columns:2;column-gap:40px;font-size:13px}.method p{break-inside:avoid;margin-bottom:8px}
footer{margin-top:44px;padding-bottom:32px;font-size:12.5px;color:var(--ink3)}footer div{border-top:1px solid var(--line);padding-top:14px}
.mark{width:12px;height:12px;vertical-align:-1px;margin-right:7px;fill:var(--c);flex:none}
.head{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:flex-end;gap:8px 24px}
fieldset.switch{border:1px solid var(--strong);border-radius:8px;padding:0;margin:0 0 12px;display:inline-flex;overflow:hidden}
fieldset.switch legend{position:absolute;left:-999px}
.switch label{display:block;cursor:pointer;font-size:12.5px}
.switch input{position:absolute;opacity:0}
.switch span{display:block;padding:4px 13px}.switch input:checked+span{background:var(--ink);color:var(--card);font-weight:650}
.switch input:focus-visible+span{outline:2px solid var(--ink);outline-offset:-4px}`

const table = `
.compare{width:100%;border-collapse:collapse;font-size:13.5px}
.compare th,.compare td{padding:8px 7px;text-align:right;font-weight:400;border-bottom:1px solid var(--line);vertical-align:middle}
.compare thead th{font-size:12px;line-height:1.25;color:var(--ink3);vertical-align:bottom;border:0;padding-top:12px}
.compare th:first-child,.compare .what,.compare .strip,.compare .pillcell{text-align:left}
.compare th:first-child{padding-left:16px}.compare td:last-child,.compare thead th:last-child{padding-right:14px;text-align:left}
.compare tbody+tbody tr.mode>*{border-top:1px solid var(--line)}.compare tr.mode th{font-weight:650;font-size:13px;color:var(--ink);padding-top:14px}
.compare tr:last-child>*{border-bottom:0}
.compare tbody th b{display:block;line-height:1.4;white-space:nowrap}.compare tbody th small{display:block;font-size:12px;color:var(--ink3);line-height:1.35;padding-left:19px}
.compare td{color:var(--ink);white-space:nowrap}.compare .muted{color:var(--ink3)}.compare .bad{color:var(--bad);font-weight:650}
.compare td.best{font-weight:650}
.compare .note{white-space:normal;text-align:left;color:var(--ink2)}
.compare .pillcell{white-space:normal;width:140px;font-size:12px;line-height:1.35;color:var(--ink3)}
.strip svg{display:block;width:206px;height:34px}.strip svg.axis{height:14px}
.strip .bar{fill:var(--c)}.strip .lost{fill:none;stroke:var(--bad)}.strip .tick{stroke:var(--ink);stroke-width:1.5}.strip .base{stroke:var(--strong)}
.axis text{font-size:11px;fill:var(--ink3)}
.eff{display:inline-flex;align-items:center;gap:6px}.eff span{min-width:42px;text-align:right}.eff svg{width:46px;height:6px}.eff .of{fill:var(--sunk)}.eff .is{fill:var(--c)}
.pill{display:inline-block;border-radius:99px;padding:1px 9px;font-size:11px;font-weight:650;letter-spacing:.02em;border:1px solid transparent;line-height:1.6;white-space:nowrap}
.p-valid{color:var(--ok);background:var(--ok0)}.p-partly{color:var(--warn);background:var(--warn0)}.p-overloaded{color:var(--bad);background:var(--bad0)}
.p-failed{color:var(--bad);border-color:var(--bad)}.p-skipped{color:var(--ink2);border:1px dashed var(--strong)}
.p-invalid,.p-interrupted{color:var(--ink);border-color:var(--strong);background:repeating-linear-gradient(135deg,var(--sunk) 0 4px,var(--card) 4px 8px)}
.faults{font-size:13.5px;color:var(--ink2);margin-top:9px;padding-left:18px}.model{font-size:13.5px;color:var(--ink2)}
.fates td small{color:var(--ink3)}.compare.fates td:last-child,.compare.fates thead th:last-child{text-align:right}
.caption{font-size:12px;color:var(--ink3);margin-top:9px;max-width:130ch}`

const figures = `
.figure{margin:0;padding:16px 22px 14px}.figure+.figure{border-top:1px solid var(--line)}
.figure .row{font-size:12.5px;color:var(--ink3);margin-bottom:8px}.figure .row b{font-size:13px;margin-right:8px}
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
.how{display:none;margin:0;font-size:12px;color:var(--ink3);align-self:center}.g-reach{fill:var(--reach)}.g-socket{fill:var(--socket)}.g-wait{fill:var(--wait)}.g-query{fill:var(--query)}.g-push{fill:var(--push)}`

const narrow = `
@media screen and (max-width:1120px){.compare .strip{display:none}.n4,.n5{grid-template-columns:repeat(3,minmax(0,1fr))}}
@media screen and (max-width:960px){
.compare thead{position:absolute;left:-9999px}.compare,.compare tbody,.compare tr,.compare td,.compare th{display:block;text-align:left}
.compare tr{position:relative;display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:8px 10px;padding:14px;border-bottom:1px solid var(--line)}
.compare th,.compare td,.compare th:first-child,.compare td:last-child{padding:0;border:0;min-width:0}
.compare tbody th small{white-space:normal}.compare tbody th{grid-column:1/3}.compare .pillcell{grid-column:3/5;grid-row:1;width:auto;text-align:right}.compare td.pillcell:last-child{text-align:right}
.compare .strip{display:block;grid-column:1/-1}.strip svg{width:100%;max-width:440px}
.compare td[data-label]::before{content:attr(data-label);display:block;font-size:11px;font-weight:400;white-space:nowrap;color:var(--ink3)}
.compare .eff svg{display:none}.compare .eff span{min-width:0}.strip .axis{display:none!important}.compare .note{grid-column:1/-1}.compare tr.mode{background:var(--sunk);padding:10px 14px}.compare tbody+tbody tr.mode>*{border-top:1px solid var(--line)}.compare tr.mode th{padding:0}
.compare tr:last-child{border:0}.compare tbody tr.mode td{display:none}.compare tbody+tbody tr.mode>*{border:0}
.verdict{grid-template-columns:minmax(0,1fr)}.badge{border-left:0;border-top:1px solid var(--line)}
.n3,.n4,.n5{grid-template-columns:repeat(2,minmax(0,1fr))}.glance{grid-template-columns:minmax(0,1fr)}}
@media screen and (max-width:760px){
main,header,footer{padding:0 16px}h1{font-size:23px}h2{font-size:18.5px}.answer{padding:18px 16px}.lead{font-size:15.5px}
.badge,.glance{padding:18px 16px}.below{padding:10px 16px}.below .checks{columns:1}.advice{grid-template-columns:minmax(0,1fr);gap:2px}.advice dd{margin-bottom:9px}
.pair{grid-template-columns:minmax(0,1fr)}.pair>.card,.figure{padding:14px}.key{padding:14px 14px 0}.method{columns:1}
.glance{gap:12px}.glance col.who{width:34%}.glance tbody th{white-space:normal;font-size:12px;overflow-wrap:anywhere}.glance thead td{background:none}.glance tbody td{padding:4px 2px;font-size:12px}.glance .use small{display:block;position:static;line-height:1}
.panels.n2,.panels.n3,.panels.n4,.panels.n5{grid-template-columns:repeat(auto-fill,minmax(146px,1fr));gap:16px 12px}
.panel svg.wide{display:none}.panel svg.slim{display:block}.panel h4{display:block}.panel h4 em{display:block;margin-left:19px;min-height:1.55em}.how{display:block}
.data{grid-template-columns:minmax(0,1fr)}
}`

const print = `
@page{size:A4 portrait;margin:12mm}
@media print{body{background:#fff;font-size:11px}main,header,footer{padding:0;max-width:none}nav,.switch,.skip,details{display:none!important}
.card.verdict,.figure,.prose,tr{break-inside:avoid}h2,.prose{break-after:avoid}section{margin-top:24px}.at+.at{margin-top:16px}
.verdict{grid-template-columns:minmax(0,1fr) 250px}.answer,.badge,.glance{padding:16px}.below{padding:8px 16px}.below .checks{columns:2}h1{font-size:21px}.lead{font-size:13px}.glance{grid-template-columns:150px minmax(0,1fr)}
.glance .use small{display:block;position:static;line-height:1}
.compare{font-size:9.5px}.compare th,.compare td{padding:4px 3px}.compare .strip,.compare .eff svg{display:none}.compare tbody th small{font-size:9px}.compare .pillcell{width:110px;font-size:9px}.pill{font-size:8.5px;padding:0 6px}
.n4,.n5{grid-template-columns:repeat(3,minmax(0,1fr))}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}`
