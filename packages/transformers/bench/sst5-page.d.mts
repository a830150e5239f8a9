/** The page of a record of `sst5.mjs`. */
export function page(record: unknown): string;
