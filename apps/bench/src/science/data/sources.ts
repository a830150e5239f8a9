import type { CsvDocument, Sst5Document } from './source.ts';

/** The Pima Indians' diabetes table; zeros in five columns are missing values. */
export const PIMA: CsvDocument = {
  kind: 'csv',
  name: 'pima',
  file: 'pima/pima-indians-diabetes.csv',
  header: false,
  target: -1,
  missing: [1, 2, 3, 4, 5].map((column) => ({ column, value: '0' })),
};

/** The small tables of experiment e. */
export const SMALL_TABLES: readonly CsvDocument[] = [
  { kind: 'csv', name: 'heart', file: 'heart-cleveland/cleveland.csv', header: true, target: 'num', positiveAbove: 0 },
  { kind: 'csv', name: 'ionosphere', file: 'ionosphere/ionosphere.csv', header: false, target: -1 },
  {
    kind: 'csv',
    name: 'wisconsin',
    file: 'breast-cancer-wisconsin-original/breast-cancer-wisconsin.csv',
    header: false,
    target: -1,
  },
  { kind: 'csv', name: 'iris', file: 'iris/iris.csv', header: false, target: -1 },
];

/** SST-5 as means of frozen, context-free word-piece vectors. */
export const SST5: Sst5Document = { kind: 'sst5', name: 'sst5', sentences: 'sst5', vectors: 'minilm-static' };
