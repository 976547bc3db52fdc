import { once } from 'node:events';
import http from 'node:http';
import { pipeline } from 'node:stream';
import { CALDAV_PATH } from '../../../apps/server/src/config/config.ts';
import type { Upstream } from '../../../apps/server/src/dav/upstream.ts';
import type { Account } from '../run-client.ts';

export interface Forwarder {
  readonly origin: string;
  stop(): Promise<void>;
}

interface Options {
  /** Where the CalDAV server listens, without a path. */
  readonly to: string;
  readonly credentials: Upstream['credentials'];
  readonly account: Pick<Account, 'user' | 'password'>;
}

/**
 * Lets a client speak to the bare DAViCal, which believes signed requests only. It does no more than it must, and what the web server
 * of any DAViCal does: the password of one account becomes the signature, the origin, which DAViCal cannot know, goes off the
 * Destination, and the well-known URI (RFC 6764 5) leads to the context path.
 */
export async function startSigningForwarder(options: Options): Promise<Forwarder> {
  const server = http.createServer((req, res) => answer(options, req, res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The forwarder has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function answer({ to, credentials, account }: Options, req: http.IncomingMessage, res: http.ServerResponse): void {
  if (req.url === '/.well-known/caldav') {
    res.writeHead(301, { Location: `${CALDAV_PATH}/` }).end();
    return;
  }
  if (req.headers.authorization !== basic(account)) {
    res.writeHead(401, { 'WWW-Authenticate': 'Basic realm="bare"' }).end();
    return;
  }
  const { method = '', url: target = '' } = req;
  const destination = req.headers.destination?.toString().replace(`http://${req.headers.host ?? ''}`, '');
  const signature = credentials({ email: account.user, name: '' }, { method, target, destination });
  const { authorization: _spent, connection: _hop, expect: _answered, ...kept } = req.headers;
  const headers = { ...kept, ...(destination === undefined ? {} : { destination }), ...signature };
  const request = http.request(`${to}${target}`, { method, headers, path: target }, (response) => {
    res.writeHead(response.statusCode ?? 502, response.rawHeaders);
    pipeline(response, res, () => undefined);
  });
  request.on('error', () => res.destroy());
  req.pipe(request);
}

const basic = ({ user, password }: Options['account']): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
