import { readdirSync, readFileSync } from 'node:fs';
import { type GoldenVector, parseVector } from '@chainzrule/core';

const folder = new URL('../../../conformance/vectors/', import.meta.url);

/** The golden vectors of the conformance kit as JSON texts. */
export const vectorTexts: readonly string[] = readdirSync(folder)
  .sort()
  .map((file) => readFileSync(new URL(file, folder), 'utf8'));

/** The golden vectors of the conformance kit. */
export const vectors: readonly GoldenVector[] = vectorTexts.map((text, index) => parseVector(text, `vector ${index}`));
