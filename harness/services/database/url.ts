/** Variables that name a database; the first that is set counts. The second is what Flask applications use. */
export const urlVariables = ['DATABASE_URL', 'SQLALCHEMY_DATABASE_URI'] as const

const form = /^(postgres(?:ql)?):\/\/(?:[^@/?#]*@)?([^?#]*)(?:\?([^#]*))?$/

/**
 * A database URL as Postgres clients understand it: SQLAlchemy names its driver in the scheme
 * (`postgresql+psycopg2://`), which is dropped. Undefined where it is no Postgres URL.
 */
export function plainUrl(url: string): string | undefined {
  const plain = url.trim().replace(/^(postgres(?:ql)?)\+\w+:/, '$1:')
  return form.test(plain) ? plain : undefined
}

/** The same server and database as another user. (`new URL` refuses a URL with a user but no host.) */
export function withCredentials(url: string, user: string, password: string): string {
  const match = form.exec(url)
  if (!match) throw new TypeError('not the URL of a Postgres database')
  const [, scheme, place, query = ''] = match
  const parameters = new URLSearchParams(query)
  // Clients prefer these to what stands before the @.
  for (const name of ['user', 'password', 'passfile']) parameters.delete(name)
  const rest = parameters.size > 0 ? `?${parameters}` : ''
  return `${scheme}://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${place}${rest}`
}

/** The URL without its password, for messages. */
export function withoutPassword(url: string): string {
  return url.replace(/(\/\/[^:@/?#]*):[^@/?#]*@/, '$1@').replace(/([?&]password=)[^&]*/, '$1…')
}

/** The folder of the Unix socket that a URL leads to; undefined where it leads to TCP. */
export function socketFolderOf(url: string): string | undefined {
  const [, , place = '', query = ''] = form.exec(url) ?? []
  const host = new URLSearchParams(query).get('host') ?? decodeURIComponent(place.split('/', 1)[0] ?? '')
  return host.startsWith('/') ? host : undefined
}
