// Who may import whom (docs/architecture.md). Every rule names a room and the rooms that it may look into;
// a room may always look into itself. Tests beside the sources may import anything.
const ROOMS = '^(bin|strategies|harness|scenarios|reports|scripts|benchmark|test)/'
const STRATEGY = '^strategies/(?!app/|parts/|conformance/)([^/]+)/'
const TESTS = '\\.test\\.ts$'

/** Of our own modules, those of `from` may import only `allowed`. */
const room = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: TESTS },
  to: { path: ROOMS, pathNot: allowed },
})

export default {
  forbidden: [
    room('app', '^strategies/app/', ['^strategies/app/'], 'the chart app knows nothing but itself'),
    room(
      'parts',
      '^strategies/parts/',
      ['^strategies/parts/', '^strategies/app/', '^strategies/contract\\.ts$'],
      'shared parts build on the contract and the app',
    ),
    room(
      'strategy',
      STRATEGY,
      ['^strategies/$1/', '^strategies/parts/', '^strategies/app/', '^strategies/contract\\.ts$'],
      'a strategy builds on the contract, the app and the parts, never on another strategy',
    ),
    room(
      'conformance',
      '^strategies/conformance/',
      [
        '^strategies/conformance/',
        '^strategies/contract\\.ts$',
        '^strategies/app/(client|protocol)/',
        '^strategies/app/(settings|clock|token)\\.ts$',
      ],
      'conformance sees a target from outside, through the wire',
    ),
    room(
      'contract',
      '^strategies/contract\\.ts$',
      ['^strategies/app/'],
      'a contract knows no implementation',
    ),
    room(
      'strategy-index',
      '^strategies/index\\.ts$',
      ['^strategies/contract\\.ts$', '^strategies/(?!app/|parts/|conformance/)[^/]+/index\\.ts$'],
      'the map of strategies knows the contract and the entry of each',
    ),
    room(
      'scenarios',
      '^scenarios/',
      ['^scenarios/', '^strategies/app/protocol/', '^harness/(errors|nearest)\\.ts$'],
      'scenarios know the protocol, and the errors that a wrong document leads to',
    ),
    room('reports', '^reports/', ['^reports/'], 'reports are pure functions of their model'),
    room(
      'harness',
      '^harness/',
      ['^harness/', '^strategies/', '^scenarios/', '^reports/'],
      'the program needs no tool of the repository',
    ),
    {
      name: 'protocol-alone',
      comment: 'the protocol runs in Node, browsers and k6, so it imports nothing at all',
      severity: 'error',
      from: { path: '^strategies/app/protocol/', pathNot: TESTS },
      to: { pathNot: '^strategies/app/protocol/' },
    },
    {
      name: 'no-cycles',
      comment: 'modules that need each other, if only for types, are one module or three',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-test-imports',
      comment: 'a test is imported by nobody',
      severity: 'error',
      from: {},
      to: { path: TESTS },
    },
    {
      name: 'no-development-packages',
      comment: 'the published package is installed without devDependencies',
      severity: 'error',
      from: { path: '^(bin|strategies|harness|scenarios|reports)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'an import must lead somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|results)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
}
