import type { ReactNode } from 'react';
import { Brand } from '../components/Brand.tsx';
import { describeError } from '../i18n/describe-error.ts';
import { t } from '../i18n/t.ts';
import { useDocumentTitle } from './use-document-title.ts';

interface Props {
  error: Error;
  onRetry: () => void;
}

export const UnreachableScreen = ({ error, onRetry }: Props): ReactNode => {
  useDocumentTitle(t('app.name'));
  return (
    <main className="gate">
      <Brand />
      <div role="alert">
        <h1 className="gate__title">{t('unreachable.title')}</h1>
        <p className="gate__text">{describeError(error)}</p>
      </div>
      <button type="button" className="button button--primary button--wide" onClick={onRetry}>
        {t('app.retry')}
      </button>
    </main>
  );
};
