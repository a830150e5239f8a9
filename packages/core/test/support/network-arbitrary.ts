import fc from 'fast-check';
import type { ActivationSpec, DregSpec, HeadSpec, NetworkSpec } from '../../src/spec/network.ts';

const smooth: fc.Arbitrary<ActivationSpec> = fc.constantFrom(
  { type: 'cubic', coefficients: 'perUnit' },
  { type: 'cubic', coefficients: 'shared' },
  { type: 'identity' },
);

const any: fc.Arbitrary<ActivationSpec> = fc.oneof(
  smooth,
  fc.constantFrom<ActivationSpec>(
    { type: 'relu' },
    { type: 'tanh' },
    { type: 'gelu' },
    { type: 'silu' },
    { type: 'softplus' },
  ),
);

const head: fc.Arbitrary<HeadSpec> = fc.constantFrom<HeadSpec>(
  { type: 'binary' },
  { type: 'categorical', classes: 2 },
  { type: 'categorical', classes: 4 },
  { type: 'regression', outputs: 1 },
  { type: 'regression', outputs: 3 },
  { type: 'ordinal', classes: 4 },
);

const plainDreg: fc.Arbitrary<DregSpec> = fc.record({
  penalty: fc.constantFrom('local', 'accumulated', 'activation', 'none'),
  reduction: fc.constantFrom('sum', 'meanUnits'),
});

const smoothedDreg: fc.Arbitrary<DregSpec> = fc.record({
  penalty: fc.constant('local' as const),
  reduction: fc.constantFrom('sum', 'meanUnits'),
  smoothing: fc.constantFrom(0.1, 0.3, 1),
});

const networks = (activation: fc.Arbitrary<ActivationSpec>, dreg: fc.Arbitrary<DregSpec>): fc.Arbitrary<NetworkSpec> =>
  fc.record({
    format: fc.constant('chainzrule/network@1' as const),
    inputs: fc.integer({ min: 1, max: 6 }),
    layers: fc.array(fc.record({ units: fc.integer({ min: 1, max: 7 }), activation }), { minLength: 1, maxLength: 4 }),
    head,
    dreg,
  });

/** Small networks of every kind. */
export const networkArbitrary: fc.Arbitrary<NetworkSpec> = fc.oneof(
  { arbitrary: networks(any, plainDreg), weight: 3 },
  { arbitrary: networks(smooth, smoothedDreg), weight: 1 },
);
