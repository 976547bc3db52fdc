import { child, childrenNamed, parseXml, type XmlElement } from './xml.ts';

export interface MultistatusResponse {
  readonly href: string;
  /** Status of the resource itself when the answer has no propstat (RFC 4918 14.24). */
  readonly status: number | undefined;
  /** Properties that were found (propstat 200), by name in Clark notation. */
  readonly properties: ReadonlyMap<string, XmlElement>;
}

/** Reads a 207 Multi-Status body (RFC 4918 13). Throws when it is not one. */
export function parseMultistatus(body: string): MultistatusResponse[] {
  const root = parseXml(body);
  if (root.name !== '{DAV:}multistatus') throw new Error(`expected DAV:multistatus, got ${root.name}`);
  return childrenNamed(root, '{DAV:}response').map(readResponse);
}

function readResponse(response: XmlElement): MultistatusResponse {
  const properties = new Map<string, XmlElement>();
  for (const propstat of childrenNamed(response, '{DAV:}propstat')) {
    if (statusOf(propstat) !== 200) continue;
    for (const property of child(propstat, '{DAV:}prop')?.children ?? []) properties.set(property.name, property);
  }
  return { href: child(response, '{DAV:}href')?.text.trim() ?? '', status: statusOf(response), properties };
}

function statusOf(element: XmlElement): number | undefined {
  const line = child(element, '{DAV:}status')?.text;
  const match = line === undefined ? null : /^\s*HTTP\/\S+ (\d{3})/.exec(line);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
