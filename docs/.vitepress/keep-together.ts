import type { MarkdownRenderer } from 'vitepress';

/** Longest code in a sentence that is kept on one line; it fits a phone. */
const SHORT = 24;

/** Keeps on one line what must not be broken: a number and its unit or deviation, and short names such as `--resume`. */
export function keepTogether(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('keep-together', ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === 'text') token.content = token.content.replace(/(?<=\d) (?=%|±)|(?<=±) (?=\d)/g, '\u00a0');
      if (token.type === 'code_inline' && token.content.length <= SHORT) token.attrJoin('class', 'short');
    }
  });
}
