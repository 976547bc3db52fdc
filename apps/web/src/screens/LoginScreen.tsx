import { type ReactNode, useEffect, useState } from 'react';
import { loginUrl } from '../api/base.ts';
import { Brand } from '../components/Brand.tsx';
import { Notice } from '../components/Notice.tsx';
import { TrialBadge } from '../components/TrialBadge.tsx';
import { describeLoginError } from '../i18n/login-error.ts';
import { t } from '../i18n/t.ts';
import { clearLoginErrorCode, loginErrorCode, returnPath } from './login-return.ts';
import { useDocumentTitle } from './use-document-title.ts';

interface Props {
  /** A session was open on this page and is not any more. */
  ended: boolean;
}

export const LoginScreen = ({ ended }: Props): ReactNode => {
  const [errorCode] = useState(loginErrorCode);
  useEffect(clearLoginErrorCode, []);
  useDocumentTitle(t('login.documentTitle'));
  return (
    <main className="gate">
      <Brand />
      <h1 className="gate__title">
        {t('login.title')} <TrialBadge />
      </h1>
      <p className="gate__text">{t('login.lead')}</p>
      {errorCode !== null && <Notice tone="error">{describeLoginError(errorCode)}</Notice>}
      {errorCode === null && ended && <Notice tone="info">{t('login.ended')}</Notice>}
      <a className="button button--primary button--wide" href={loginUrl(returnPath())}>
        {t('login.action')}
      </a>
      <p className="gate__hint">{t('login.hint')}</p>
    </main>
  );
};
