import { isMessageKey, type MessageKey, t } from './t.ts';

type LoginErrorKey = Extract<MessageKey, `loginError.${string}`>;

const isLoginErrorKey = (key: string): key is LoginErrorKey => key.startsWith('loginError.') && isMessageKey(key);

/** The sentence for `?login_error=<code>`. A code from a newer server gets the general one. */
export const describeLoginError = (code: string): string => {
  const key = `loginError.${code}`;
  return t(isLoginErrorKey(key) ? key : 'loginError.failed');
};
