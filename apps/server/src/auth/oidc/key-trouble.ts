import { errors } from 'jose';

const ofTheKeySet = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']);

/** Whether a token could not be checked because the provider's keys were not had. An unknown key is another matter: the token's. */
export const isKeyTrouble = (error: unknown): boolean => !(error instanceof errors.JOSEError) || ofTheKeySet.has(error.code);
