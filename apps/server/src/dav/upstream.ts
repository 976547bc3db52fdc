/** On whose behalf the CalDAV server is asked. */
export interface UpstreamCaller {
  /** E-mail address, lower case: the DAV principal's name. */
  readonly email: string;
  readonly name: string;
}

/** A request as the CalDAV server will see it. */
export interface UpstreamRequest {
  readonly method: string;
  /** Request target exactly as it stands in the request line, after `targetOf`. */
  readonly target: string;
  /** After `destinationOf`. */
  readonly destination?: string | undefined;
  /** The service asks on its own account, for what no client may ask: provisioning. */
  readonly asService?: boolean | undefined;
}

/** Request headers that tell the CalDAV server who is asking, by lower-case name. */
export type CredentialHeaders = Readonly<Record<string, string>>;

/** Where a CalDAV server listens. With `socketPath`, `origin` is only what stands in Host. */
export interface UpstreamAddress {
  readonly origin: string;
  readonly socketPath?: string;
}

/** What the proxy has to know about a kind of CalDAV server, and where the one that is configured listens. */
export interface Upstream {
  readonly kind: string;
  readonly address: UpstreamAddress;
  /** How long it may be silent. */
  readonly timeoutMs: number;
  /** The complete set of credential headers for one request: exactly `credentialHeaderNames`. */
  credentials(caller: UpstreamCaller, request: UpstreamRequest): CredentialHeaders;
  readonly credentialHeaderNames: readonly string[];
  /** The request target for a public one (path and query, below the CalDAV context). */
  targetOf(target: string): string;
  /** The `Destination` (RFC 4918 10.3) for a public path; undefined when this server has no way to read it. */
  destinationOf(path: string): string | undefined;
  /** It does not take chunked request bodies. */
  readonly needsContentLength: boolean;
  /** It closes the connection after each answer, or may do so at any time: none is kept. */
  readonly closesConnections: boolean;
}
