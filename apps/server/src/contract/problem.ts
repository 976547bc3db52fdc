import { z } from 'zod';

/** RFC 9457 problem details, the only error format of the REST API. `code` is stable; `errors` names fields by JSON pointer. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;
