import { describe, expect, it } from 'vitest';
import {
  type BackendV1,
  ChainzRuleClassifier,
  ChainzRuleError,
  fail,
  type ProgramV1,
  type TrainingStateV1,
  withFallback,
} from '../../src/index.ts';
import { createReferenceBackend } from '../../src/reference/index.ts';
import { halves, named, quick } from '../estimators/rows.ts';

/** The reference, on a device that is lost for good at the n-th call into it. */
function lostAt(call: number): BackendV1 & { readonly calls: () => number } {
  const reference = createReferenceBackend();
  let calls = 0;
  const count = (): void => {
    if (++calls >= call) fail('BACKEND_FAILED', 'the device was lost', { backend: 'lost' });
  };
  const guarded = (program: ProgramV1): ProgramV1 =>
    new Proxy(program, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          if (name !== Symbol.asyncDispose) count();
          return await (member.apply(target, args) as Promise<unknown>);
        };
      },
    });
  return {
    ...reference,
    name: 'lost',
    calls: () => calls,
    compile: async (...args) => {
      count();
      return guarded(await reference.compile(...args));
    },
  };
}

const { X, side } = halves(40);
const y = named(side);
const bytesOf = async (backend: BackendV1): Promise<string> => {
  const model = await new ChainzRuleClassifier({ ...quick, backend }).fit(X, y);
  return Buffer.from(model.save()).toString('hex') + JSON.stringify([...(await model.predictProba(X)).data]);
};

describe('a device that is lost while training', () => {
  it('is a typed error with the last good state, from which training goes on', async () => {
    const failure: unknown = await new ChainzRuleClassifier({ ...quick, backend: lostAt(20) })
      .fit(X, y)
      .catch((error: unknown) => error);
    expect(ChainzRuleError.isInstance(failure) && failure.code).toBe('BACKEND_FAILED');
    const { message, details } = failure as ChainzRuleError;
    expect(message).toMatch(/the device was lost\. Training had finished epoch \d+ of 40; the last good state is kept/);
    expect((details['state'] as TrainingStateV1).step).toBeGreaterThan(0);
  });

  it('is left for another at whichever call it happens, with the bytes of a run without loss', async () => {
    const counted = lostAt(Number.POSITIVE_INFINITY);
    const undisturbed = await bytesOf(counted);
    expect(counted.calls()).toBeGreaterThan(60);
    for (let call = 1; call <= counted.calls(); call += 13) {
      const backend = withFallback(lostAt(call), async () => createReferenceBackend());
      expect(await bytesOf(backend), `lost at call ${call}`).toBe(undisturbed);
      expect(backend.name).toBe('reference');
    }
  });

  it('is left once for all estimators that share it', async () => {
    let opened = 0;
    const next = async () => {
      opened++;
      return createReferenceBackend();
    };
    const backend = withFallback(lostAt(50), next);
    const all = await Promise.all([1, 2, 3].map(() => bytesOf(backend)));
    expect(new Set(all).size).toBe(1);
    expect(opened).toBe(1);
  });

  it('is said where there is no other, and where the other fails as well', async () => {
    const none = withFallback(lostAt(9), async () => fail('UNSUPPORTED', 'there is no other device'));
    await expect(bytesOf(none)).rejects.toThrow(
      expect.objectContaining({
        code: 'BACKEND_FAILED',
        message: expect.stringMatching(/no other backend could be opened: there is no/),
      }),
    );
    const twice = withFallback(lostAt(9), async () => lostAt(1));
    await expect(bytesOf(twice)).rejects.toThrow(expect.objectContaining({ code: 'BACKEND_FAILED' }));
  });
});
