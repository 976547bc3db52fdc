/** One DAV:response of a multistatus. */
export interface DavResponse {
  readonly href: string;
  /** Of the whole response; empty when it has DAV:propstat instead. */
  readonly status: number | undefined;
  readonly xml: string;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export const escapeXml = (text: string): string => text.replace(/[&<>]/g, (c) => `&${c === '&' ? 'amp' : c === '<' ? 'lt' : 'gt'};`);

export const unescapeXml = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex ?? decimal) return String.fromCodePoint(hex === undefined ? Number(decimal) : parseInt(hex, 16));
    return entities[name ?? ''] ?? whole;
  });

/** The text of the first element of that local name, or undefined; markup inside is left as it is. */
export function textOf(xml: string, name: string): string | undefined {
  const element = new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?(?:/>|>(.*?)</(?:\\w+:)?${name}>)`, 's').exec(xml);
  if (!element) return undefined;
  const cdata = /^<!\[CDATA\[(.*)\]\]>$/s.exec(element[1] ?? '');
  return cdata ? cdata[1] : unescapeXml(element[1] ?? '');
}

export const allHrefs = (xml: string): string[] =>
  [...xml.matchAll(/<(?:\w+:)?href(?:\s[^>]*)?>(.*?)<\/(?:\w+:)?href>/gs)].map(([, text]) => unescapeXml(text ?? ''));

export function responsesOf(multistatus: string): DavResponse[] {
  const found = multistatus.matchAll(/<(?:\w+:)?response(?:\s[^>]*)?>(.*?)<\/(?:\w+:)?response>/gs);
  return [...found].map(([, xml = '']) => {
    const outside = xml.replace(/<(?:\w+:)?propstat(?:\s[^>]*)?>.*?<\/(?:\w+:)?propstat>/gs, '');
    const status = /HTTP\/1\.1 (\d+)/.exec(outside)?.[1];
    return { href: textOf(xml, 'href') ?? '', status: status === undefined ? undefined : Number(status), xml };
  });
}
