import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('../../../', import.meta.url));

/** A fenced block of a document. */
export interface Block {
  /** `docs/guide/tau.md:12`. */
  readonly place: string;
  /** What stands after the fence: `ts`, `ts no-run`. */
  readonly info: string;
  readonly code: string;
}

/** Every Markdown file that people read: the root's, the packages' and the site's, without what typedoc generates. */
export function documents(): string[] {
  const inRoot = readdirSync(root).filter((file) => file.endsWith('.md'));
  const inPackages = readdirSync(join(root, 'packages')).map((name) => join('packages', name, 'README.md'));
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !/^(api|node_modules|\.vitepress)/.test(file))
    .map((file) => join('docs', file));
  return [...inRoot, ...inPackages, ...inDocs].filter((file) => readOrUndefined(file) !== undefined).sort();
}

/** The fenced blocks of a document whose language is one of `languages`. */
export function blocksOf(file: string, languages: readonly string[]): Block[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)]
    .filter(([, info]) => languages.includes(info!.split(/\s/)[0]!))
    .map((match) => {
      const line = text.slice(0, match.index).split('\n').length;
      return { place: `${relative('.', file)}:${line}`, info: match[1]!, code: match[2]! };
    });
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return undefined;
  }
}
