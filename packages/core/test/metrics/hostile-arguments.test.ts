import { describe, expect, it } from 'vitest';
import { confusionMatrix, logLoss, majorityRate } from '../../src/metrics/index.ts';

describe('hostile arguments', () => {
  it.each([Number.NaN, 2.5, 0, -1, 1e9])(
    'a confusion matrix of %s classes is refused before it is allocated',
    (classes) => {
      expect(() => confusionMatrix([0], [0], classes)).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(/classes is/) }),
      );
    },
  );

  it('probabilities that are no matrix are refused', () => {
    expect(() => logLoss([0], null as never)).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });

  it('the majority of very many classes is found', () => {
    expect(majorityRate(Float64Array.from({ length: 200_000 }, (_, row) => row))).toBe(1 / 200_000);
  });
});
