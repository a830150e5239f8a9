import { readdirSync, readFileSync } from 'node:fs';
import { type GoldenVector, parseVector } from '../../src/spec/vector.ts';

const folder = new URL('../../../conformance/vectors/', import.meta.url);

export const vectors: readonly GoldenVector[] = readdirSync(folder)
  .sort()
  .map((file) => parseVector(readFileSync(new URL(file, folder), 'utf8'), file));
