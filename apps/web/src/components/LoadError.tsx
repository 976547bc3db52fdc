import type { ReactNode } from 'react';
import { describeError } from '../i18n/describe-error.ts';
import { t } from '../i18n/t.ts';
import { Notice } from './Notice.tsx';

interface Props {
  title: string;
  error: Error;
  onRetry: () => void;
}

/** What stands where a list should be. */
export const LoadError = ({ title, error, onRetry }: Props): ReactNode => (
  <Notice
    tone="error"
    title={title}
    action={
      <button type="button" className="button button--small" onClick={onRetry}>
        {t('app.retry')}
      </button>
    }
  >
    {describeError(error)}
  </Notice>
);
