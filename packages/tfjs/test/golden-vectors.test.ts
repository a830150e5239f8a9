import './support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { createTfjsBackend, type DeviceName } from '../src/index.ts';
import { vectorFailures } from './support/vector-failures.ts';
import { vectors } from './support/vectors.ts';

describe.each<DeviceName>(['cpu', 'wasm'])('tfjs-%s against the golden vectors', async (device) => {
  const backend = await createTfjsBackend({ device });

  it('has all 64 of them', () => expect(vectors.length).toBe(64));

  it.each(vectors)('$name', async (vector) => {
    expect(await vectorFailures(backend, vector)).toEqual([]);
  });
});
