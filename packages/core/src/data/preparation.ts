import { z } from 'zod';
import { parseDocument } from '../spec/parse.ts';

/**
 * How a numeric column is prepared: NaN or a value of `missing` → `median`, then (v − mean)/scale, clipped to ±`clip`; with `indicator`, one more
 * column follows that is 1 where the value was missing.
 */
export interface NumericPreparation {
  readonly type: 'numeric';
  readonly name: string;
  readonly median: number;
  readonly mean: number;
  /** sd over the imputed training values, 1 for a constant column. */
  readonly scale: number;
  readonly indicator: boolean;
  /** Values that stand for "missing" in this column, as they are written. */
  readonly missing?: readonly string[] | undefined;
}

/** One column of 0/1 per category seen in training; missing or unseen categories give zeros. */
export interface CategoricalPreparation {
  readonly type: 'categorical';
  readonly name: string;
  readonly categories: readonly string[];
}

export type ColumnPreparation = NumericPreparation | CategoricalPreparation;

/** Class names in the order of their indices; `numeric` says that they are numbers. */
export interface ClassTarget {
  readonly task: 'binary' | 'categorical' | 'ordinal';
  readonly name: string;
  /** Its position in the training table. */
  readonly index: number;
  readonly classes: readonly string[];
  readonly numeric: boolean;
}

/** A regression's target in its own units is mean + scale · output. */
export interface RegressionTarget {
  readonly task: 'regression';
  readonly name: string;
  readonly index: number;
  readonly mean: number;
  readonly scale: number;
}

export type TargetPreparation = ClassTarget | RegressionTarget;

/** Everything between a raw table and a network, fitted on training rows only: `chainzrule/preparation@1`. */
export interface Preparation {
  readonly format: 'chainzrule/preparation@1';
  /** Whether columns are matched by name; otherwise by position. */
  readonly named: boolean;
  readonly clip: number;
  readonly columns: readonly ColumnPreparation[];
  readonly target: TargetPreparation;
}

/** The zod schema of {@link Preparation}. */
// Marked as pure, so that a bundler leaves zod out where nothing is checked: `readCsv` shares this module.
export const preparationSchema: z.ZodType<Preparation> = /* @__PURE__ */ makeSchema();

function makeSchema(): z.ZodType<Preparation> {
  const finite = z.number();
  const scale = z.number().positive();
  const index = z.int().min(0);
  const column: z.ZodType<ColumnPreparation> = z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('numeric'),
      name: z.string(),
      median: finite,
      mean: finite,
      scale,
      indicator: z.boolean(),
      missing: z.array(z.string()).min(1).optional(),
    }),
    z.strictObject({
      type: z.literal('categorical'),
      name: z.string(),
      categories: z.array(z.string()).refine(areDistinct, 'different categories'),
    }),
  ]);
  const target: z.ZodType<TargetPreparation> = z.discriminatedUnion('task', [
    z.strictObject({
      task: z.enum(['binary', 'categorical', 'ordinal']),
      name: z.string(),
      index,
      classes: z.array(z.string()).min(2).refine(areDistinct, 'different classes'),
      numeric: z.boolean(),
    }),
    z.strictObject({ task: z.literal('regression'), name: z.string(), index, mean: finite, scale }),
  ]);
  return z.strictObject({
    format: z.literal('chainzrule/preparation@1'),
    named: z.boolean(),
    clip: z.number().positive(),
    columns: z
      .array(column)
      .min(1)
      .refine((columns) => areDistinct(columns.map(({ name }) => name)), 'different column names'),
    target,
  });
}

function areDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

/** Checks a preparation. @throws ChainzRuleError `INVALID_SPEC`. */
export function parsePreparation(value: unknown): Preparation {
  return parseDocument(preparationSchema, value, 'the preparation');
}

/** Prepared columns in the order of the matrix: `age`, `age is missing`, `city = Bern`. */
export function featureNames({ columns }: Preparation): string[] {
  return columns.flatMap((column) => {
    if (column.type === 'categorical') return column.categories.map((category) => `${column.name} = ${category}`);
    return column.indicator ? [column.name, `${column.name} is missing`] : [column.name];
  });
}
