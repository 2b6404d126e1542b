/** A place to listen: a Unix socket, or a TCP port of 127.0.0.1 (0: one that is free). */
export type Address = { readonly path: string } | { readonly port: number }
