import { z } from 'zod';

/** A page of a collection. `next` and `previous` are URLs of the neighbouring pages. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ count: z.number().int(), next: z.string().nullable(), previous: z.string().nullable(), results: z.array(item) });

export interface Page<T> {
  count: number;
  next: string | null;
  previous: string | null;
  results: T[];
}

export const wholePage = <T>(results: T[]): Page<T> => ({ count: results.length, next: null, previous: null, results });
