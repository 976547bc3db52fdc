import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import * as client from 'openid-client';
import type { Config } from '../../config/config.ts';
import { ConfigError } from '../../config/read-env.ts';
import type { Logger } from '../../logger.ts';

/** Member of the discovery document by which the built-in trial provider can be told. */
const TRIAL_MARK = 'calendars_trial_provider';
const DISCOVERY_TIMEOUT_SECONDS = 5;
const PROBE_TIMEOUT_MS = 2000;
/** After a failure the provider is left alone for this long. */
const RETRY_AFTER_MS = 1000;

export interface DiscoveredProvider {
  readonly configuration: client.Configuration;
  readonly metadata: client.ServerMetadata;
  readonly keys: JWTVerifyGetKey;
}

/** A provider that this server must not use, whatever it answers: the configuration is wrong. */
export class ProviderRefusedError extends ConfigError {
  override name = 'ProviderRefusedError';
}

export interface OidcProvider {
  /** Discovers the provider (OpenID Connect Discovery 4) at first use; throws while it cannot be reached, and tries again later. */
  discover(): Promise<DiscoveredProvider>;
  /** Throws, soon, when the provider does not answer now or must not be used. */
  probe(): Promise<void>;
}

export function createOidcProvider({ oidc, mode }: Config, logger: Logger): OidcProvider {
  let pending: Promise<DiscoveredProvider> | undefined;

  async function discoverNow(): Promise<DiscoveredProvider> {
    const options: client.DiscoveryRequestOptions = {
      timeout: DISCOVERY_TIMEOUT_SECONDS,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to make it stand out; the administrator has asked for it
      ...(oidc.allowHttp ? { execute: [client.allowInsecureRequests] } : {}),
    };
    const secret = oidc.clientSecret.reveal();
    const configuration = await client.discovery(new URL(oidc.issuer), oidc.clientId, secret, undefined, options);
    const metadata = configuration.serverMetadata();
    if (metadata[TRIAL_MARK] === true && mode === 'production')
      throw new ProviderRefusedError([
        `OIDC_ISSUER ${oidc.issuer} is the built-in trial identity provider, which is only for CALENDARS_MODE=trial`,
      ]);
    if (!metadata.jwks_uri) throw new ProviderRefusedError([`OIDC_ISSUER ${oidc.issuer} has no jwks_uri in its discovery document`]);
    return { configuration, metadata, keys: createRemoteJWKSet(new URL(metadata.jwks_uri)) };
  }

  function forgetLater(error: unknown): void {
    logger.warn({ err: error }, 'the OpenID provider was not discovered');
    setTimeout(() => (pending = undefined), RETRY_AFTER_MS).unref();
  }

  function discover(): Promise<DiscoveredProvider> {
    if (!pending) {
      pending = discoverNow();
      pending.catch(forgetLater);
    }
    return pending;
  }

  async function ask(): Promise<void> {
    const { metadata } = await discover();
    const answer = await fetch(String(metadata.jwks_uri), { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
  }

  return {
    discover,
    probe: () => Promise.race([ask(), rejectAfter(PROBE_TIMEOUT_MS)]),
  };
}

function rejectAfter(ms: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => {
      reject(new Error('does not answer'));
    }, ms).unref();
  });
}
