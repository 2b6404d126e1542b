/** The comparison. */
export const table = `
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
.caption{font-size:12px;color:var(--ink3);margin-top:9px;max-width:130ch}
.slo th:not(:first-child),.slo td,.slo td:last-child{text-align:left;padding-left:14px}.slo .pill{margin-right:4px}.slo th code{overflow-wrap:anywhere}.slo .figure-of{white-space:nowrap}`
