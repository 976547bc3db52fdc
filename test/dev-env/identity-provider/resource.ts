/** The audience of the provider's access tokens, and the scope they may have (OIDC_BEARER_AUDIENCE, OIDC_BEARER_SCOPE). */
export const RESOURCE = 'urn:calendars';
export const RESOURCE_SCOPE = 'caldav';
