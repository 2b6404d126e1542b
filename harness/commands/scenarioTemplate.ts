/**
 * A scenario to begin with: it validates and runs as it stands. Lines that begin with `#` and one space explain;
 * other lines that begin with `#` are examples, each block of which validates when its `#` are removed.
 * `schema` is the path that editors find the JSON Schema by.
 */
export function scenarioTemplate(name: string, schema: string | undefined): string {
  const head = schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n`
  return `${head}# A scenario of bench: how many users come, when they come, what they do and what happens meanwhile.
# Lines that begin with "# " explain. Others that begin with "#" are examples: remove the "#" to use one.
# Durations are written 200ms, 5s, 2m.

# What runs of it are called: lower case letters, digits and dashes.
name: ${name}

# One line, for headings.
title: Twelve people open the dashboard

# A paragraph: the question that a run of it answers.
answers: >
  Twelve people open the dashboard at the same moment, and each chart takes the database a second. Does everybody
  get a chart, and how much longer than necessary does the last of them wait?

# How many users; bench run --users says otherwise for one run.
users: 12

# How long the database works on one chart; --query says otherwise for one run.
query: 1s

# Charts on each page, up to 12. Each is a query of its own.
#widgets: 2

# When users arrive. Here all at once; "after" lets them wait, for instance for another group to be there.
load:
  shape: burst
#  after: 2s

# Other shapes, each in place of the load above.
# Evenly spaced, so many a second, until all users are there.
#load:
#  shape: constant
#  rate: 4

# Independently of each other, as people come. "utilisation" is the rate as a share of what the database can serve
# at the most, which is P (--db-connections) divided by the time of a query: 1 is all of it.
#load:
#  shape: poisson
#  utilisation: 0.7

# For a while instead of a number of users: remove "users" above, and state a duration.
#load:
#  shape: poisson
#  utilisation: 0.7
#  duration: 2m

# Ever more, in a straight line (or ever fewer). Remove "users" above: the rates say how many come.
#load:
#  shape: ramp
#  rate: { from: 1, to: 12 }
#  duration: 30s

# From rate to rate in straight lines, beginning at 0. Remove "users" above.
#load:
#  shape: stages
#  stages:
#    - { utilisation: 0.5, duration: 20s }
#    - { utilisation: 1.2, duration: 10s }
#    - { utilisation: 0, duration: 20s }

# Each user comes back when the chart was there: a slow server is asked less often, which reports say.
#load:
#  shape: closed
#  iterations: 3
#  pause: 1s

# What a user does once the chart is there: move its slider so often, from one moment to the next.
#journey:
#  interactions: 5
#  thinkTime: 500ms

# Further groups of users, by names of your own. This one moves sliders for as long as the others load, which shows
# what one user's slow query does to another.
#besides:
#  bystander:
#    users: 4
#    query: 50ms
#    load:
#      shape: burst
#    journey:
#      interactions: until-end
#      thinkTime: 200ms

# What happens to the parts, counted from the beginning of the measurement. Of a process (role worker, proxy, or one
# of a strategy's own): kill, restart, stop for a while, drain, and reload of a proxy. "index" says which, from 0.
# Of postgres: pause for a while, restart. Of all sockets: cut. A strategy that has no such part is left out.
#faults:
#  - at: 500ms
#    what: kill
#    role: worker
#  - at: 1s
#    what: stop
#    role: worker
#    index: 1
#    for: 2s
#  - at: 1500ms
#    what: pause
#    role: postgres
#    for: 1s
#  - at: 4s
#    what: cut
#    role: sockets

# The images of services that run in containers. bench run --image says otherwise for one run, BENCH_POSTGRES_IMAGE
# and BENCH_NGINX_IMAGE for a machine.
#images:
#  postgres: postgres:17.5-bookworm
#  nginx: nginx:1.28.0-bookworm

# What must hold; a run that misses one exits with 5. Functions: min p50 p90 p95 p99 p99.9 max mean. Metrics: ttc
# (time to chart), wait, query, overhead, interaction, sendlag, with a group in braces where one is meant, as in
# p95(interaction{bystander}) < 100ms; and error_rate.
objectives:
  - max(ttc) < 10s
  - error_rate = 0
#  - p95(overhead) < 200ms
`
}
