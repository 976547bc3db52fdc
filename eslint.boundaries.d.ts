import type { Linter } from 'eslint';

export const mayImport: Readonly<Record<string, readonly string[]>>;
export function boundaries(root: string): Linter.Config[];
