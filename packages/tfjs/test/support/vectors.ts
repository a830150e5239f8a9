import { readdirSync, readFileSync } from 'node:fs';
import { type GoldenVector, parseVector } from '@chainzrule/core';

const folder = new URL('../../../conformance/vectors/', import.meta.url);

/** The golden vectors of the conformance kit. */
export const vectors: readonly GoldenVector[] = readdirSync(folder)
  .sort()
  .map((file) => parseVector(readFileSync(new URL(file, folder), 'utf8'), file));
