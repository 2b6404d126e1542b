/** The frame of the page, its cards and the verdict. */
export const layout = `
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
