import { z } from 'zod';

/** One line of text that a person has typed. */
export const plainText = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(most, `must have at most ${most} characters`)
    .regex(/^\P{Cc}*$/u, 'must not have control characters');
