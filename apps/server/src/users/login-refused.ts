/** Why a person whom the identity provider has authenticated gets no session here. The web application has a sentence for each. */
export type LoginRefusal = 'email_missing' | 'email_unverified' | 'email_invalid' | 'email_taken' | 'deactivated';

export class LoginRefused extends Error {
  override name = 'LoginRefused';
  readonly reason: LoginRefusal;

  constructor(reason: LoginRefusal) {
    super(`login refused: ${reason}`);
    this.reason = reason;
  }
}
