import type { MarkdownRenderer } from 'vitepress';

/** Lets a plot's paragraph, which scrolls on a phone, be reached by the keyboard as tables are. */
export function focusablePlots(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('focusable-plots', ({ tokens }) => {
    tokens.forEach(({ children }, index) => {
      if (children?.some((one) => one.type === 'image' && one.attrGet('src')?.endsWith('.svg')))
        tokens[index - 1]?.attrSet('tabindex', '0');
    });
  });
}
