/** Every combination of the given values of settings. */
const grid = (axes) =>
  Object.entries(axes).reduce(
    (all, [name, values]) => all.flatMap((base) => values.map((value) => ({ ...base, [name]: value }))),
    [{}],
  );

const rates = { epochs: [4, 8], learningRate: [1e-3, 3e-3] };
/** Two of each kind with noise on the inputs, which costs ten times as much to train. */
const noisy = { epochs: [4], learningRate: [3e-3], inputNoise: [0.2] };
const quiet = { ...rates, inputNoise: [0] };
const widths = {
  layers: [
    [64, 64],
    [128, 128],
  ],
};
const narrow = { layers: [[64, 64]] };
const relu = { activation: ['relu'], penalty: ['none'] };
const reluDreg = { activation: ['relu'] };

/** The settings each kind of head may choose among: as many for each, set before any of them was run. */
export const FAMILIES = {
  linear: [
    ...grid({ layers: [[]], ...quiet, weightDecay: [0, 0.3, 1, 3, 5, 10] }),
    ...grid({ layers: [[]], ...noisy, weightDecay: [1, 5] }),
  ],
  ReLU: [
    ...grid({ ...widths, ...relu, ...quiet, weightDecay: [0, 1, 3] }),
    ...grid({ ...narrow, ...relu, ...noisy, weightDecay: [1, 3] }),
  ],
  'ReLU + DREG': [
    ...grid({ ...widths, ...reluDreg, ...quiet, lambda: [0.01, 0.03, 0.1] }),
    ...grid({ ...narrow, ...reluDreg, ...noisy, lambda: [0.01, 0.03] }),
  ],
  ChainzRule: [
    ...grid({ ...widths, ...quiet, lambda: [0.01, 0.03, 0.1] }),
    ...grid({ ...narrow, ...noisy, lambda: [0.01, 0.03] }),
  ],
};

/** α of the ridge probe, on standardised vectors. */
export const ALPHAS = [1, 10, 100, 300, 1000, 3000, 10_000];
