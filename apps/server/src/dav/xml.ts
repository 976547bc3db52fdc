import { SaxesParser } from 'saxes';

export interface XmlElement {
  /** In Clark notation. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Character data directly inside this element, as written: neither trimmed nor turned into a number. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  children: XmlElement[];
  text: string;
}

/** Parses a document into its root element. Throws when it is not well-formed, or has a DOCTYPE. */
export function parseXml(source: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const stack: OpenElement[] = [];
  let root: XmlElement | undefined;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('a DOCTYPE is not accepted');
  });
  parser.on('opentag', (tag) => {
    const attributes = new Map(Object.values(tag.attributes).map((attribute) => [attribute.local, attribute.value]));
    const element: OpenElement = { name: `{${tag.uri}}${tag.local}`, attributes, children: [], text: '' };
    const parent = stack.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
    stack.push(element);
  });
  const addText = (text: string) => {
    const open = stack.at(-1);
    if (open) open.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => stack.pop());
  parser.write(source).close();
  if (!root) throw new Error('an empty document');
  return root;
}

export const child = (element: XmlElement, name: string): XmlElement | undefined => element.children.find((each) => each.name === name);

export const childrenNamed = (element: XmlElement, name: string): XmlElement[] => element.children.filter((each) => each.name === name);

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

// eslint-disable-next-line no-control-regex -- exactly the characters outside XML 1.0's Char production
const outsideXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Escapes text for element content and attribute values; characters that XML 1.0 cannot hold are dropped. */
export function escapeXml(text: string): string {
  return text.replace(outsideXml, '').replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
