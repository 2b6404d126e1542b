/** What runs in containers: the services, and the program itself. */
export const imageNames = ['postgres', 'nginx', 'bench'] as const
export type ImageName = (typeof imageNames)[number]

/** Those of services, which the command line and a scenario can name. */
export const serviceImages = ['postgres', 'nginx'] as const satisfies readonly ImageName[]
export type ServiceImage = (typeof serviceImages)[number]

/** Name another image than the default one. */
export const imageVariables = {
  postgres: 'BENCH_POSTGRES_IMAGE',
  nginx: 'BENCH_NGINX_IMAGE',
  bench: 'BENCH_IMAGE',
} as const satisfies Record<ImageName, string>
