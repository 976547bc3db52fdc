import Provider, { type Configuration } from 'oidc-provider';
import type { ProviderSettings } from './settings.ts';
import { RESOURCE, RESOURCE_SCOPE } from './resource.ts';
import { logoutPage, messagePage } from './pages.ts';

const API = '/api/v1.0';
const HOUR = 3600;

/** A certified OpenID provider with a few accounts. Its state is in memory: a restart ends its sessions, not those of the service. */
export function createProvider(settings: ProviderSettings): Provider {
  const provider = new Provider(settings.issuer, configuration(settings));
  provider.proxy = false;
  return provider;
}

function configuration(settings: ProviderSettings): Configuration {
  const { client, devices, accounts, port } = settings;
  return {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [`${client.publicUrl}${API}/callback/`],
        post_logout_redirect_uris: [`${client.publicUrl}${API}/logout-callback/`],
        backchannel_logout_uri: `${client.publicUrl}${API}/backchannel-logout/`,
        backchannel_logout_session_required: true,
      },
      ...devices.map(({ id, secret, redirectUri }) => ({
        client_id: id,
        client_secret: secret,
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        redirect_uris: [redirectUri],
      })),
    ],
    jwks: { keys: [settings.signingKey] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => {
      const account = accounts.find(({ username }) => username === id);
      return account && { accountId: id, claims: () => ({ sub: id, ...account.claims }) };
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: async (ctx) => {
      const { client: asking, session } = ctx.oidc;
      if (!asking || !session?.accountId) return undefined;
      const known = session.grantIdFor(asking.clientId);
      if (known) return ctx.oidc.provider.Grant.find(known);
      // whoever has this provider's password for the trial has agreed to the trial
      const grant = new ctx.oidc.provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile offline_access');
      grant.addResourceScope(RESOURCE, RESOURCE_SCOPE);
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.type = 'html';
          ctx.body = logoutPage(form);
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.type = 'html';
          ctx.body = messagePage('Logged out', 'You have been logged out.', client.publicUrl);
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource, asking) => ({
          scope: RESOURCE_SCOPE,
          audience: resource,
          accessTokenFormat: devices.find(({ id }) => id === asking.clientId)?.tokens ?? 'jwt',
          accessTokenTTL: HOUR,
        }),
      },
    },
    // the default refuses a back-channel logout to a loopback address, which is where the trial is
    fetch: (url, { dispatcher: _, ...options } = {}) => fetch(url, options),
    pkce: { required: () => true },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = messagePage('This did not work', out.error_description ?? out.error, client.publicUrl);
    },
    // without discovery saying so a server could not tell the trial provider from a real one
    discovery: settings.isTrial ? { calendars_trial_provider: true } : {},
    ttl: { Session: 12 * HOUR, Grant: 12 * HOUR, AccessToken: HOUR, IdToken: HOUR, Interaction: HOUR, RefreshToken: 24 * HOUR },
    cookies: {
      keys: [settings.cookieSecret],
      // cookies are not isolated by port (RFC 6265 8.5), and two trials may run side by side
      names: { session: `idp-${port}-session`, interaction: `idp-${port}-interaction`, resume: `idp-${port}-resume` },
    },
  };
}
