import type { Response } from 'express';

/** Failures of which the person is told on the login screen, under `/?login_error=<code>`. */
export type LoginFailureCode =
  | 'access_denied'
  | 'email_missing'
  | 'email_unverified'
  | 'email_invalid'
  | 'email_taken'
  | 'deactivated'
  | 'provider_unavailable'
  | 'failed';

export function redirectToLoginError(res: Response, code: LoginFailureCode): void {
  res.setHeader('Cache-Control', 'no-store');
  res.redirect(303, `/?login_error=${code}`);
}

/**
 * The answer to a callback that belongs to no login begun in this browser: forged, replayed, or begun too long ago. It changes nothing
 * and shows nothing of what was sent.
 */
export function refuseCallback(res: Response): void {
  res
    .status(400)
    .set({ 'Cache-Control': 'no-store', 'Content-Security-Policy': "default-src 'none'" })
    .type('html')
    .send(
      '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Login not completed</title>' +
        '<h1>Login not completed</h1><p>This login was not begun in this browser, or was begun too long ago.</p>' +
        '<p><a href="/">Go to the start page and log in again</a></p></html>',
    );
}
