export type { CsvSource } from './decoded-parts.ts';
export { type CsvOptions, readCsv } from './read-csv.ts';
export { type CsvStream, type CsvStreamOptions, streamCsv } from './stream-csv.ts';
