import { z } from 'zod';
import { NotFoundError } from './app-error.ts';

/** An id from a path. What is no id names nothing: 404. */
export function parseId(id: string): string {
  if (!z.uuid().safeParse(id).success) throw new NotFoundError();
  return id;
}
