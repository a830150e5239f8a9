import { ChainzRuleError } from '@chainzrule/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNpy } from '../src/npy/read-npy.ts';
import { npyBytes } from './support/token-table.ts';

describe('readNpy', () => {
  it.each([
    ['|u1', Uint8Array.of(0, 1, 254, 255, 7, 8)],
    ['|i1', Int8Array.of(-128, 127, 0, 1, 2, 3)],
    ['<f4', Float32Array.of(1.5, -2, 0, 1e30, 3, 4)],
    ['<f8', Float64Array.of(Math.PI, -2, 0, 1e300, 3, 4)],
  ] as const)('reads %s as NumPy wrote it', (type, data) => {
    expect(readNpy(npyBytes(type, [2, 3], data))).toEqual({ rows: 2, cols: 3, values: data });
  });

  it('reads a header of version 2', () => {
    const first = npyBytes('|u1', [1, 2], Uint8Array.of(5, 6));
    const second = new Uint8Array(first.length + 2);
    second.set(first.subarray(0, 6));
    second.set([2, 0, first[8]!, first[9]!, 0, 0], 6);
    second.set(first.subarray(10), 12);
    expect(readNpy(second).values).toEqual(Uint8Array.of(5, 6));
  });

  const six = Float32Array.from({ length: 6 });
  it.each([
    ['no .npy file at all', new TextEncoder().encode('<html>404</html>'), /not a \.npy file/],
    ['an empty file', new Uint8Array(0), /not a \.npy file/],
    ['a file cut within its header', npyBytes('<f4', [2, 3], six).slice(0, 40), /ends within its header/],
    [
      'a file cut within its numbers',
      npyBytes('<f4', [2, 3], six).slice(0, -1),
      /24 in all, and holds 23; it is cut short/,
    ],
    ['bytes after the numbers', npyBytes('<f4', [2, 2], six), /something follows/],
    ['a claim of terabytes', npyBytes('<f8', [2 ** 40, 2 ** 10], six), /cut short/],
    ['sizes beyond exact numbers', npyBytes('<f8', [9e15, 9e15], six), /cut short|whole numbers/],
    ['objects, which NumPy would unpickle', npyBytes('|O', [2, 3], six), /type \|O/],
    [
      'records',
      npyBytes('', [], six, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,)}"),
      /cannot be read/,
    ],
    [
      'Fortran order',
      npyBytes('', [], six, "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3)}"),
      /Fortran order/,
    ],
    ['code in the header', npyBytes('', [], six, "__import__('os').system('true')"), /cannot be read/],
    ['one dimension', npyBytes('<f4', [6], six), /shape \(6\); a table/],
    ['no rows', npyBytes('<f4', [0, 3], new Float32Array(0)), /shape \(0, 3\)/],
    ['big-endian numbers', npyBytes('>f4', [2, 3], six), /type >f4/],
    ['a version of the future', npyBytes('<f4', [2, 3], six).fill(9, 6, 7), /version 9/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readNpy(bytes)).toThrow(message);
    expect(() => readNpy(bytes)).toThrow(expect.objectContaining({ code: 'INVALID_DATA' }));
  });

  it('either reads or refuses whatever a damaged file holds', () => {
    const sound = npyBytes('<f4', [2, 3], six);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const bytes = sound.slice();
          for (const [at, value] of changes) bytes[at] = value;
          try {
            const { rows, cols, values } = readNpy(bytes);
            expect(values.length).toBe(rows * cols);
          } catch (error) {
            expect(ChainzRuleError.isInstance(error)).toBe(true);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
