import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { functionModel } from '../src/backend/function-model.ts';
import { type CompiledModel, SessionCache } from '../src/backend/session-cache.ts';

const OPTIONS = { logSeverityLevel: 4 } as const;

/** A model that adds `count` to its input, and how often it was written. */
function adding(count: number): { readonly source: () => ReturnType<typeof functionModel>; times: number } {
  const made = {
    times: 0,
    source: () => {
      made.times++;
      return functionModel((ops, [a]) => [ops.add(a!, count)], [[1]], 21);
    },
  };
  return made;
}

async function runs({ session, inputs, outputs }: CompiledModel): Promise<number> {
  const one = new ort.Tensor('float32', Float32Array.of(1), [1]);
  const results = await session.run({ [inputs[0]!]: one });
  return (results[outputs[0]!]!.data as Float32Array)[0]!;
}

describe('the session cache', () => {
  it('keeps the models used last, frees the others and makes them again when asked', async () => {
    const cache = new SessionCache(ort, OPTIONS, 2);
    const [one, two, three] = [adding(1), adding(2), adding(3)];
    const first = await cache.get('one', one.source);
    const second = await cache.get('two', two.source);
    expect(await cache.get('one', one.source)).toBe(first);
    await cache.get('three', three.source);
    expect([await runs(first), await runs(await cache.get('three', three.source))]).toEqual([2, 4]);
    // The second was used least recently: its session is gone.
    await expect(runs(second)).rejects.toThrow();
    expect(await runs(await cache.get('two', two.source))).toBe(3);
    expect([one.times, two.times, three.times]).toEqual([1, 2, 1]);
    await cache.close();
  });

  it('frees everything when it is closed, and says so afterwards', async () => {
    const cache = new SessionCache(ort, OPTIONS, 2);
    const model = await cache.get('one', adding(1).source);
    await cache.close();
    await expect(runs(model)).rejects.toThrow();
    await expect(cache.get('one', adding(1).source)).rejects.toThrow(expect.objectContaining({ code: 'DISPOSED' }));
  });
});
