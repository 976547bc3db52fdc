import type { Request } from 'express';
import type { z } from 'zod';
import { AppError, InvalidRequestError } from './app-error.ts';

/** The request body as `schema` describes it. Throws 415 or 400 that names each wrong member and what it must be. */
export function parseBody<T extends z.ZodType>(schema: T, req: Request): z.infer<T> {
  if (!req.is('json'))
    throw new AppError(415, 'unsupported-media-type', 'The body must be JSON', { detail: 'Send Content-Type: application/json' });
  const result = schema.safeParse(req.body);
  if (result.success) return result.data;
  throw new InvalidRequestError({
    detail: 'See errors for the members that are not valid',
    fields: result.error.issues.map(({ path, message }) => ({ pointer: jsonPointer(path), detail: message })),
  });
}

/** RFC 6901 3 */
function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
