import type { RequestHandler } from 'express';
import { ForbiddenError } from '../errors/app-error.ts';
import { isSameOrigin } from './same-origin.ts';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a changing REST request that a foreign page may have made with the person's cookie. A program without browser headers says
 * `X-CSRF: 1`, which a foreign page cannot add without a preflight.
 */
export function csrf(publicUrl: string): RequestHandler {
  return (req, _res, next) => {
    if (!req.user || safe.has(req.method) || isSameOrigin(req, publicUrl) || isProgram(req.headers)) next();
    else throw new ForbiddenError('cross-origin', 'This request did not come from the web application');
  };
}

function isProgram(headers: NodeJS.Dict<string | string[]>): boolean {
  return headers['sec-fetch-site'] === undefined && headers.origin === undefined && headers['x-csrf'] === '1';
}
