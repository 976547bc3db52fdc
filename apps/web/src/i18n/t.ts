import { en } from './en.ts';

type Messages = typeof en;
export type MessageKey = keyof Messages;

type Placeholder<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type Arguments<S extends string> = [Placeholder<S>] extends [never] ? [] : [values: Readonly<Record<Placeholder<S>, string>>];

/** The sentence in the language of the application. A key with placeholders cannot be spelled without their values. */
export const t = <K extends MessageKey>(key: K, ...[values]: Arguments<Messages[K]>): string => {
  const message: string = en[key];
  const filled: Readonly<Record<string, string>> = values ?? {};
  return message.replace(/\{(\w+)\}/g, (placeholder, name: string) => filled[name] ?? placeholder);
};

export const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(en, key);
