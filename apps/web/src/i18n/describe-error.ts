import { ProblemError, UnreachableError } from '../api/problem-error.ts';
import { t } from './t.ts';

/** What went wrong, in words for the person. What the server says about a refused request is meant for them; about its own faults it is not. */
export const describeError = (error: unknown): string => {
  if (error instanceof UnreachableError) return t('error.unreachable');
  if (!(error instanceof ProblemError)) return t('error.unknown');
  if (error.status === 429) return t('error.tooMany');
  if (error.status >= 502 && error.status <= 504) return t('error.upstream');
  if (error.status >= 500) return t('error.unknown');
  if (error.detail !== undefined) return error.detail;
  return error.status === 403 ? t('error.forbidden') : t('error.unknown');
};

/** The server's message about one field of the request, `''` when it has none. */
export const fieldErrorFor = (error: unknown, pointer: string, label: string): string => {
  if (!(error instanceof ProblemError)) return '';
  const found = error.fieldErrors.find((fieldError) => fieldError.pointer === pointer);
  return found === undefined ? '' : t('form.field', { label, detail: found.detail });
};
