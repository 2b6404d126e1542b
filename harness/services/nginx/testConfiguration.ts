import type { ConfigureProxy } from '../../../strategies/contract.ts'
import { listens, statusServer } from '../../../strategies/parts/nginx/status.ts'

/** The least configuration that keeps to its folder, of a proxy that answers `word`; for tests. */
export function answering(word: string): ConfigureProxy {
  return (place) => {
    const { folder } = place
    return `
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
    ${listens(place)};
    location / { return 200 '${word}'; }
  }
  ${statusServer(place).join('\n  ')}
}
`
  }
}
