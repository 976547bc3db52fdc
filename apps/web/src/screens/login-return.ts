const ERROR_PARAMETER = 'login_error';

const withoutError = (location: Location): string => {
  const url = new URL(location.href);
  url.searchParams.delete(ERROR_PARAMETER);
  return url.pathname + url.search + url.hash;
};

/** The code that a failed login left in the address, if any. */
export const loginErrorCode = (): string | null => new URLSearchParams(window.location.search).get(ERROR_PARAMETER);

/** Takes the code out of the address, so that a reload or a bookmark does not show an old failure. */
export const clearLoginErrorCode = (): void => {
  if (loginErrorCode() !== null) window.history.replaceState(window.history.state, '', withoutError(window.location));
};

/** Where the person comes back to after logging in: where they are now. */
export const returnPath = (): string => withoutError(window.location);
