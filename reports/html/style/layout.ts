/** The frame of the page, its cards, and what sections share. */
export const layout = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink2);font:14px/1.55 Inter,ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
.opt{display:inline-block}
main,header,nav,footer{max-width:1216px;margin:0 auto;padding:0 24px}
code{font:.93em/1.5 "JetBrains Mono",ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
b,strong{font-weight:650;color:var(--ink)}
p{margin:0}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999px}.skip:focus{left:24px;top:8px;background:var(--card);padding:4px 12px}
header .top{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:baseline;padding:18px 0 14px;border-bottom:1px solid var(--line);font-size:13px}
header .top>span:last-child{overflow-wrap:anywhere}
header .brand{font:700 17px/1 "JetBrains Mono",ui-monospace,monospace;color:var(--ink);letter-spacing:-.02em}
header .brand i{color:#1F6FC5;font-style:normal}
.parts{position:sticky;top:0;z-index:2;background:var(--page)}
nav div{display:flex;gap:20px;padding:10px 0;border-bottom:1px solid var(--line);overflow-x:auto;font-size:13px;scrollbar-width:none}
[id]{scroll-margin-top:56px}
nav a{color:var(--ink2);text-decoration:none;white-space:nowrap;padding:2px 0}nav a:hover{color:var(--ink);text-decoration:underline;text-underline-offset:4px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px}
section{margin-top:44px}
@media screen and (min-width:1121px){html:not(.whole) main>section{content-visibility:auto;contain-intrinsic-size:auto 900px;overflow-clip-margin:8px}}
h1{margin:4px 0 10px;font-size:29px;line-height:1.25;font-weight:650;letter-spacing:-.022em;color:var(--ink);overflow-wrap:anywhere}
h1 code{font-size:.97em;font-weight:400;letter-spacing:-.03em}
h2{margin:0 0 4px;font-size:20px;line-height:1.3;font-weight:650;letter-spacing:-.012em;color:var(--ink)}
h3{margin:0;font-size:13px;font-weight:650;color:var(--ink)}
.prose{max-width:96ch;margin-bottom:12px;font-size:14px}
.t-ok{color:var(--ok)}.t-warn{color:var(--warn)}.t-bad{color:var(--bad)}.t-none{color:var(--ink3)}
.onpaper{display:none}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.band{margin:16px 0 0;padding:9px 16px;border-radius:8px;border:1px solid var(--strong);color:var(--ink);background:repeating-linear-gradient(135deg,var(--sunk) 0 6px,var(--card) 6px 12px)}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:24px;align-items:start}.pair>.card{padding:18px 22px}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:6px 18px;margin:10px 0 0;font-size:13px}
.facts dt{color:var(--ink3)}.facts dd{margin:0;color:var(--ink);overflow-wrap:anywhere}
pre{margin:10px 0;padding:12px 14px;background:var(--sunk);border:1px solid var(--line);border-radius:8px;white-space:pre-wrap;overflow-wrap:anywhere;color:var(--ink);font-size:12px}
.method{columns:2;column-gap:40px;font-size:13px}.method p{break-inside:avoid;margin-bottom:8px}.method+p{margin-top:6px;font-size:13px}
footer{margin-top:44px;padding-bottom:32px;font-size:12.5px;color:var(--ink3)}footer div{border-top:1px solid var(--line);padding-top:14px}
.mark{width:12px;height:12px;vertical-align:-1px;margin-right:7px;fill:var(--c);flex:none}
.head{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:flex-end;gap:8px 24px}
fieldset.switch{border:1px solid var(--strong);border-radius:8px;padding:0;margin:0 0 12px;display:inline-flex;overflow:hidden}
fieldset.switch legend{position:absolute;left:-999px}
.switch label{display:block;cursor:pointer;font-size:12.5px}
.switch input{position:absolute;opacity:0}
.switch span{display:block;padding:4px 13px}.switch input:checked+span{background:var(--ink);color:var(--card);font-weight:650}
.switch input:focus-visible+span{outline:2px solid var(--ink);outline-offset:-5px;border-radius:8px}.switch input:focus-visible:checked+span{outline-color:var(--card)}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}`
