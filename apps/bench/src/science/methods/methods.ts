import type { FitDocument } from '@chainzrule/core';
import type { MethodDocument, NetworkMethod, PeerMethod, Tuning } from './method.ts';

/** Four values a factor of four apart, for every penalty. */
const LAMBDA: Tuning = { parameter: 'lambda', values: [0.03, 0.12, 0.5, 2] };
const DURATION: Tuning = { parameter: 'duration', values: [0.125, 0.25, 0.5, 1] };

/** An ordinary network without a penalty of its own. */
const plain = (activation: FitDocument['activation']): Partial<FitDocument> => ({
  activation,
  penalty: 'none',
  smoothing: 0,
  lambda: 0,
  inputNoise: 0,
});

/** The same network under DREG. */
const penalised = (activation: FitDocument['activation'], smoothing = 0): Partial<FitDocument> => ({
  activation,
  penalty: 'local',
  smoothing,
  inputNoise: 0,
});

const network = (
  name: string,
  title: string,
  settings: Partial<FitDocument>,
  tuning: Tuning,
  regularizer?: NetworkMethod['regularizer'],
): NetworkMethod => ({
  kind: 'network',
  name,
  title,
  settings,
  tuning,
  ...(regularizer !== undefined && { regularizer }),
});

/** The method that others are compared with. */
export const CHAINZRULE_TUNED = 'ChainzRule, λ tuned';

/** ChainzRule and its parts. */
export const CHAINZRULE_METHODS: readonly NetworkMethod[] = [
  network('ChainzRule, λ by rule', 'cubic, smoothed DREG, input noise by rule, λ by rule', {}, { parameter: 'none' }),
  network(CHAINZRULE_TUNED, 'cubic, smoothed DREG, input noise by rule', {}, LAMBDA),
  network('cubic + smoothed DREG', 'without the input noise', penalised('cubic', 0.3), LAMBDA),
  network('cubic + DREG', 'without noise and smoothing', penalised('cubic'), LAMBDA),
  network('cubic', 'the learnable cubic alone', plain('cubic'), DURATION),
];

/** Ordinary networks and the neighbours' regularizers on them. */
export const NETWORK_BASELINES: readonly NetworkMethod[] = [
  network('ReLU', 'plain', plain('relu'), DURATION),
  network('ReLU + DREG', 'the penalty on an ordinary activation', penalised('relu'), LAMBDA),
  network('tanh', 'plain', plain('tanh'), DURATION),
  network('tanh + DREG', 'the penalty on an ordinary activation', penalised('tanh'), LAMBDA),
  network('GELU', 'plain', plain('gelu'), DURATION),
  network('GELU + DREG', 'the penalty on an ordinary activation', penalised('gelu'), LAMBDA),
  network('ReLU + weight decay', 'decoupled (AdamW)', plain('relu'), {
    parameter: 'weightDecay',
    values: [0.3, 1, 3, 10],
  }),
  network(
    'ReLU + dropout',
    'hidden units',
    plain('relu'),
    { parameter: 'rate', values: [0.1, 0.25, 0.5, 0.7] },
    'dropout',
  ),
  network(
    'ReLU + spectral norm',
    'every kernel bounded, one power iteration a step',
    plain('relu'),
    { parameter: 'bound', values: [0.5, 0.8, 1.2, 2] },
    'spectralNorm',
  ),
  network(
    'ReLU + input gradient',
    'mean ‖∂CE/∂x‖² (Ross & Doshi-Velez)',
    plain('relu'),
    { parameter: 'lambda', values: [0.1, 0.4, 1.6, 6.4] },
    'inputGradient',
  ),
  network(
    'ReLU + Hoffman',
    '½ mean ‖∂logits/∂x‖² (Hoffman et al.)',
    plain('relu'),
    { parameter: 'lambda', values: [0.01, 0.04, 0.16, 0.64] },
    'hoffman',
  ),
];

/** The linear network, softmax or logistic regression by the same optimiser. */
export const LINEAR_NETWORK: NetworkMethod = network(
  'linear',
  'no hidden layer',
  { ...plain('identity'), layers: [] },
  { parameter: 'weightDecay', values: [0.3, 1, 3, 10] },
);

const peer = (
  name: string,
  title: string,
  model: PeerMethod['model'],
  configurations: PeerMethod['configurations'],
): PeerMethod => ({ kind: 'peer', name, title, model, configurations });

/** Debian's scikit-learn and xgboost. */
const PEERS: readonly PeerMethod[] = [
  peer('logistic regression', 'scikit-learn, L2', 'logistic', [{ C: 0.01 }, { C: 0.1 }, { C: 1 }, { C: 10 }]),
  peer('SVM (RBF)', 'scikit-learn, probabilities by Platt', 'svm', [{ C: 0.3 }, { C: 1 }, { C: 3 }, { C: 10 }]),
  peer('XGBoost', 'xgboost, learning rate 0.1', 'xgboost', [
    { n_estimators: 50, max_depth: 2 },
    { n_estimators: 100, max_depth: 3 },
    { n_estimators: 200, max_depth: 3 },
    { n_estimators: 100, max_depth: 6 },
  ]),
];

/** Every method of the tabular experiments. */
export const TABULAR_METHODS: readonly MethodDocument[] = [...CHAINZRULE_METHODS, ...NETWORK_BASELINES, ...PEERS];
