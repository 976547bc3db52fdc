export type AppPasswordAccess = 'FULL' | 'READ_ONLY';

/** A credential for one device, without its secret. */
export interface AppPassword {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly keyId: string;
  readonly access: AppPasswordAccess;
  /** Ids of the only calendars that it opens; undefined when it opens all. */
  readonly calendars: readonly string[] | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly lastUsedClient: string | null;
}
