import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { startChild, type Child } from '../dev-env/child-process.ts';
import type { DataDirectory } from '../dev-env/data-directory.ts';
import { waitUntil } from '../dev-env/wait-until.ts';

export interface NginxOptions {
  readonly data: DataDirectory;
  readonly user: string;
  readonly password: string;
  /** Ports to listen on, each with the port to pass on to. */
  readonly passes: ReadonlyMap<number, number>;
}

/** nginx as a proxy that checks the password: what the proxy is compared with. One worker, no log, bodies streamed both ways. */
export async function startNginx({ data, user, password, passes }: NginxOptions): Promise<Child> {
  const home = data.file('bench-nginx');
  mkdirSync(home, { recursive: true });
  const hash = createHash('sha1').update(password).digest('base64');
  writeFileSync(`${home}/htpasswd`, `${user}:{SHA}${hash}\n`);
  writeFileSync(`${home}/nginx.conf`, configuration(home, passes));
  const command = ['nginx', '-p', home, '-c', `${home}/nginx.conf`] as const;
  const child = startChild({
    name: 'nginx',
    command: [...command],
    env: {},
    logFile: data.file('log', 'bench-nginx.log'),
    stopSignal: 'SIGTERM',
  });
  const answers = (port: number) => fetch(`http://127.0.0.1:${port}/`).then(({ status }) => status === 401);
  for (const port of passes.keys())
    if (
      !(await waitUntil(
        () => answers(port),
        5000,
        () => child.hasExited(),
      ))
    )
      throw new Error(`nginx did not start:\n${child.lastLines()}`);
  return child;
}

const configuration = (home: string, passes: ReadonlyMap<number, number>): string => `
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
worker_rlimit_nofile 16384;
daemon off;
pid ${home}/nginx.pid;
error_log stderr error;
events { worker_connections 8000; }
http {
  access_log off;
  client_max_body_size 0;
  keepalive_timeout 75s;
  keepalive_requests 1000000000;
  client_body_temp_path ${home}/body;
  proxy_temp_path ${home}/proxy;
  fastcgi_temp_path ${home}/fastcgi;
  uwsgi_temp_path ${home}/uwsgi;
  scgi_temp_path ${home}/scgi;
${[...passes].map(server).join('\n')}
}
`;

const server = ([listen, upstream]: readonly [number, number]): string => `
  upstream to-${upstream} {
    server 127.0.0.1:${upstream};
    keepalive 128;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${listen} backlog=1024;
    location / {
      auth_basic "Calendars";
      auth_basic_user_file htpasswd;
      proxy_pass http://to-${upstream};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_request_buffering off;
    }
  }`;
