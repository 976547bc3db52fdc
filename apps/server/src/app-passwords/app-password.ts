/** A credential for one device, without its secret. */
export interface AppPassword {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly keyId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly lastUsedClient: string | null;
}
