/** A table of texts. */
export interface TableBlock {
  readonly kind: 'table';
  readonly caption?: string | undefined;
  readonly columns: readonly { readonly title: string; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly string[])[];
}

/** A drawing, as SVG that stands by itself in light and in dark. */
export interface PlotBlock {
  readonly kind: 'plot';
  /** Its file's name without ending; unique in the report. */
  readonly name: string;
  readonly caption: string;
  readonly svg: string;
}

/** A part of a page. Texts may hold **bold**, `code` and [links](address). */
export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | TableBlock
  | PlotBlock;

/** One page of the report. */
export interface Page {
  /** Its file's name without ending. */
  readonly name: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export const heading = (text: string, level: 2 | 3 = 2): Block => ({ kind: 'heading', level, text });
export const text = (content: string): Block => ({ kind: 'text', text: content });

/** A table whose first `left` columns hold texts and the others numbers. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  { left = 1, caption }: { readonly left?: number; readonly caption?: string } = {},
): TableBlock {
  const columns = titles.map((title, index) => ({
    title,
    align: index < left ? ('left' as const) : ('right' as const),
  }));
  return { kind: 'table', columns, rows, caption };
}
