import type { SessionGrant } from '../protocol/messages.ts'

/**
 * The Express host page: somebody's dashboard with `grants.length` embedded charts. The sessions travel in
 * the page itself, as JSON that no browser executes.
 */
export function hostPage(grants: readonly SessionGrant[], strategy: string): string {
  const json = JSON.stringify(grants).replaceAll('<', '\\u003c')
  const charts = grants.map((_, i) => `<bench-chart widget="${i}"></bench-chart>`).join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sensors</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/page.css">
<script type="application/json" id="bench-sessions">${json}</script>
<script type="module" src="/embed.js"></script>
</head>
<body>
<header><h1>Sensors</h1><p>${grants.length === 1 ? 'One chart, from a slow query' : `${grants.length} charts, each from a slow query of its own`}, pushed over a WebSocket. Served by <b>${strategy}</b>.</p></header>
<main>
${charts}
</main>
</body>
</html>
`
}
