import type { Page } from '@contract/page.ts';
import { apiUrl } from './base.ts';
import { toProblemError, UnreachableError } from './problem-error.ts';

type Method = 'GET' | 'POST' | 'DELETE';

interface RequestOptions {
  body?: unknown;
  signal?: AbortSignal;
}

const send = async (method: Method, path: string, { body, signal }: RequestOptions): Promise<Response> => {
  try {
    return await fetch(apiUrl(path), {
      method,
      cache: 'no-store',
      headers: {
        accept: 'application/json, application/problem+json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new UnreachableError('the server did not answer', { cause });
  }
};

const readJson = async (response: Response): Promise<unknown> => {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
};

/**
 * One request to the API. `T` is the contract's type of the answer: same origin, same release, so it is not parsed again here.
 * Throws ProblemError for a refusal and UnreachableError when there was no answer.
 */
export const request = async <T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> => {
  const response = await send(method, path, options);
  const body = response.status === 204 ? undefined : await readJson(response);
  if (!response.ok || (body === undefined && response.status !== 204)) throw toProblemError(response.status, body);
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the one place where the contract is trusted
  return body as T;
};

/** A whole collection, following `next`. Only its query is used: behind a proxy its host may not be ours. */
export const requestAll = async <T, P extends Page<T>>(path: string, signal: AbortSignal): Promise<P> => {
  const first = await request<P>('GET', path, { signal });
  const results = [...first.results];
  for (let next = first.next; next !== null;) {
    const page = await request<P>('GET', `${path}${new URL(next, apiUrl(path)).search}`, { signal });
    results.push(...page.results);
    next = page.results.length === 0 ? null : page.next;
  }
  return { ...first, next: null, results };
};
