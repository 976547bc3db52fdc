import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import type { UpstreamAddress } from './upstream.ts';

export interface Question {
  readonly method: string;
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Exchange = (question: Question) => Promise<Answer>;

/** Below what web servers keep an idle connection for, so that none is used that is just being closed. */
const IDLE_MS = 4000;

/** One request and its whole answer, by TCP or by a Unix socket. The signal counts to the end of the answer. Redirects are answers. */
export function createExchange({ origin, socketPath }: UpstreamAddress, { keepAlive }: { keepAlive: boolean }): Exchange {
  const client = origin.startsWith('https:') ? https : http;
  const agent = new client.Agent({ keepAlive, timeout: IDLE_MS });
  const place = { agent, ...(socketPath === undefined ? {} : { socketPath }) };

  return ({ method, target, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const options = { ...place, method, path: target, headers: { ...headers, ...length }, ...(signal ? { signal } : {}) };
      const request = client.request(origin, options, (response) => {
        text(response).then((whole) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole }), reject);
      });
      request.on('error', reject);
      request.end(body);
    });
}
