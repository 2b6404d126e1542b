import { LOOPBACK } from '../../../strategies/app/address.ts'
import type { ConfigureProxy } from '../../../strategies/contract.ts'

/** The least configuration that keeps to its folder, of a proxy that answers `word`; for tests. */
export function answering(word: string): ConfigureProxy {
  return ({ listen = LOOPBACK, port, folder }) => `
worker_processes 2;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxied;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen ${listen}:${port};
    location / { return 200 '${word}'; }
  }
}
`
}
