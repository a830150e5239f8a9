import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';

const docs = new URL('../', import.meta.url);

/** A sidebar section made of a folder's pages; `first` names those that lead, the others follow by title. */
export function section(
  text: string,
  folder: string,
  first: readonly string[] = [],
  collapsed?: boolean,
): DefaultTheme.SidebarItem {
  const place = new URL(`${folder}/`, docs);
  const pages = existsSync(place) ? readdirSync(place).filter((file) => file.endsWith('.md')) : [];
  const items = pages.map((file) => {
    const name = file.replace(/\.md$/, '');
    const title = /^# (.+)$/m.exec(readFileSync(new URL(file, place), 'utf8'))?.[1] ?? name;
    return { name, text: title, link: name === 'index' ? `/${folder}/` : `/${folder}/${name}` };
  });
  const rank = (name: string): number => (first.includes(name) ? first.indexOf(name) : first.length);
  items.sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name));
  return { text, items, ...(collapsed === undefined ? {} : { collapsed }) };
}
