import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classProbabilities, predictedClasses } from '../../src/fit/predictions.ts';

const matrix = (rows: readonly (readonly number[])[]) => ({
  data: Float64Array.from(rows.flat()),
  rows: rows.length,
  cols: rows[0]!.length,
});

describe('predictions from logits', () => {
  it('binary: the sigmoid and the sign', () => {
    const logits = matrix([[0], [Math.log(3)], [-800], [800]]);
    expect([...classProbabilities({ type: 'binary' }, logits).data]).toEqual(
      [0.5, 0.5, 0.25, 0.75, 1, 0, 0, 1].map((p) => expect.closeTo(p, 12)),
    );
    expect([...predictedClasses({ type: 'binary' }, logits)]).toEqual([0, 1, 0, 1]);
  });

  it('categorical: softmax without overflow, and the largest', () => {
    const logits = matrix([
      [1000, 1000, -1000],
      [0, Math.log(2), 0],
    ]);
    const { data } = classProbabilities({ type: 'categorical', classes: 3 }, logits);
    expect([...data]).toEqual([0.5, 0.5, 0, 0.25, 0.5, 0.25].map((p) => expect.closeTo(p, 12)));
    expect([...predictedClasses({ type: 'categorical', classes: 3 }, logits)]).toEqual([0, 1]);
  });

  it('ordinal: sorted cumulative logits, so no probability is negative', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 6 }), (row) => {
        const head = { type: 'ordinal', classes: row.length + 1 } as const;
        const { data } = classProbabilities(head, matrix([row]));
        expect(data.every((p) => p >= 0)).toBe(true);
        expect([...data].reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        const [predicted] = predictedClasses(head, matrix([row]));
        expect(predicted).toBe(row.filter((logit) => logit > 0).length);
      }),
      { seed: 4 },
    );
    const { data } = classProbabilities({ type: 'ordinal', classes: 3 }, matrix([[-1, 2]]));
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    expect([...data]).toEqual(
      [1 - sigmoid(2), sigmoid(2) - sigmoid(-1), sigmoid(-1)].map((p) => expect.closeTo(p, 12)),
    );
  });

  it('ordinal: keeps small probabilities in the far tail exact', () => {
    const { data } = classProbabilities({ type: 'ordinal', classes: 3 }, matrix([[40, 38]]));
    expect(data[0]! / Math.exp(-40)).toBeGreaterThan(0);
    expect(data[1]! / (Math.exp(-38) - Math.exp(-40))).toBeCloseTo(1, 9);
  });
});
