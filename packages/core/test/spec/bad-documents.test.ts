import { describe, expect, it } from 'vitest';
import {
  ChainzRuleError,
  fitSettings,
  parseNetwork,
  parseOptimizer,
  parsePreparation,
  parseRecord,
  parseVector,
  type SpecIssue,
} from '../../src/index.ts';

const cubic = { type: 'cubic', coefficients: 'perUnit' };
const network = {
  format: 'chainzrule/network@1',
  inputs: 3,
  layers: [{ units: 4, activation: cubic }],
  head: { type: 'binary' },
  dreg: { penalty: 'local', reduction: 'sum' },
};
const layer = (changes: object): object => ({ ...network, layers: [{ units: 4, activation: cubic, ...changes }] });
const dreg = (changes: object): object => ({ ...network, dreg: { ...network.dreg, ...changes } });

/** The issues of the error that reading `value` throws. */
function issuesOf(
  read: (value: unknown) => unknown,
  value: unknown,
): { message: string; issues: readonly SpecIssue[] } {
  try {
    read(value);
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) throw error;
    expect(error.code).toBe('INVALID_SPEC');
    return { message: error.message, issues: error.details['issues'] as SpecIssue[] };
  }
  throw new Error('nothing was thrown');
}

/** A wrong network, the path of its first issue, and what the message must say is found or allowed. */
const wrongNetworks: readonly (readonly [string, unknown, string, RegExp])[] = [
  ['nothing', undefined, '(top level)', /found undefined; allowed: object/],
  ['a number', 3, '(top level)', /found 3/],
  ['a list', [network], '(top level)', /an array of 1/],
  ['no format', { ...network, format: undefined }, 'format', /allowed: "chainzrule\/network@1"/],
  ['another format', { ...network, format: 'chainzrule/network@2' }, 'format', /found "chainzrule\/network@2"/],
  ['inputs 0', { ...network, inputs: 0 }, 'inputs', /found 0; allowed: (number|int) >= 1/],
  ['inputs NaN', { ...network, inputs: Number.NaN }, 'inputs', /found NaN/],
  ['inputs ∞', { ...network, inputs: Number.POSITIVE_INFINITY }, 'inputs', /found Infinity/],
  ['half an input', { ...network, inputs: 2.5 }, 'inputs', /found 2.5; allowed: int/],
  ['inputs as text', { ...network, inputs: '3' }, 'inputs', /found "3"; allowed: number/],
  ['too many inputs', { ...network, inputs: 2 ** 30 }, 'inputs', /<= 1048576/],
  ['layers as a number', { ...network, layers: 2 }, 'layers', /allowed: array/],
  ['a layer of null', { ...network, layers: [null] }, 'layers.0', /found null; allowed: object/],
  ['no units', layer({ units: 0 }), 'layers.0.units', />= 1/],
  ['negative units', layer({ units: -4 }), 'layers.0.units', /found -4/],
  [
    'an unknown activation',
    layer({ activation: { type: 'swish' } }),
    'layers.0.activation.type',
    /found "swish"; allowed: .*"cubic".*"silu"/,
  ],
  ['an activation as text', layer({ activation: 'relu' }), 'layers.0.activation', /found "relu"/],
  [
    'a cubic without coefficients',
    layer({ activation: { type: 'cubic' } }),
    'layers.0.activation.coefficients',
    /"perUnit" \| "shared"/,
  ],
  [
    'coefficients per layer',
    layer({ activation: { type: 'cubic', coefficients: 'perLayer' } }),
    'layers.0.activation.coefficients',
    /found "perLayer"/,
  ],
  [
    'coefficients on a ReLU',
    layer({ activation: { type: 'relu', coefficients: 'shared' } }),
    'layers.0.activation.coefficients',
    /not known/,
  ],
  ['a misspelt field', { ...network, inptus: 3 }, 'inptus', /a field that is not known/],
  ['a misspelt field in a layer', layer({ unit: 3 }), 'layers.0.unit', /a field that is not known/],
  ['257 layers', { ...network, layers: Array.from({ length: 257 }, () => network.layers[0]) }, 'layers', /<= 256/],
  ['no head', { ...network, head: undefined }, 'head', /found undefined/],
  ['an unknown head', { ...network, head: { type: 'softmax' } }, 'head.type', /"categorical"/],
  ['classes on a binary head', { ...network, head: { type: 'binary', classes: 2 } }, 'head.classes', /not known/],
  ['one class', { ...network, head: { type: 'categorical', classes: 1 } }, 'head.classes', />= 2/],
  ['no classes', { ...network, head: { type: 'ordinal' } }, 'head.classes', /found undefined/],
  ['no outputs', { ...network, head: { type: 'regression' } }, 'head.outputs', /found undefined/],
  ['no penalty', dreg({ penalty: undefined }), 'dreg.penalty', /"local" \| "accumulated" \| "activation" \| "none"/],
  ['an unknown penalty', dreg({ penalty: 'l2' }), 'dreg.penalty', /found "l2"/],
  ['an unknown reduction', dreg({ reduction: 'mean' }), 'dreg.reduction', /"sum" \| "meanUnits"/],
  ['negative smoothing', dreg({ smoothing: -0.1 }), 'dreg.smoothing', />= 0/],
  [
    'smoothing of another penalty',
    dreg({ penalty: 'accumulated', smoothing: 0.3 }),
    'dreg.smoothing',
    /allowed: 0, or penalty "local"/,
  ],
  [
    'smoothing under a ReLU',
    { ...layer({ activation: { type: 'relu' } }), dreg: { ...network.dreg, smoothing: 0.3 } },
    'layers.0.activation.type',
    /"cubic" \| "identity" under smoothing/,
  ],
  [
    'a penalty without layers',
    { ...network, layers: [] },
    'dreg.penalty',
    /"none" for a network without hidden layers/,
  ],
];

describe('wrong networks are named', () => {
  it.each(wrongNetworks)('%s', (_, value, path, message) => {
    const found = issuesOf(parseNetwork, value);
    expect(found.issues[0]!.path).toBe(path);
    expect(found.message).toMatch(message);
  });

  it('reports every issue at once', () => {
    const { issues } = issuesOf(parseNetwork, { ...network, inputs: 0, dreg: { penalty: 'l2', reduction: 'mean' } });
    expect(issues.map(({ path }) => path)).toEqual(['inputs', 'dreg.penalty', 'dreg.reduction']);
  });

  it('does not let a document reach the prototype', () => {
    issuesOf(parseNetwork, JSON.parse('{"__proto__": {"inputs": 3}, "format": "chainzrule/network@1"}'));
    expect(({} as { inputs?: number }).inputs).toBeUndefined();
  });
});

const adamw = { type: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };

/** A reader, a wrong document and the path of its first issue. */
const wrongDocuments: readonly (readonly [string, (value: unknown) => unknown, unknown, string])[] = [
  ['an unknown optimiser', parseOptimizer, { type: 'adam' }, 'type'],
  ['β1 = 1', parseOptimizer, { ...adamw, beta1: 1 }, 'beta1'],
  ['β2 < 0', parseOptimizer, { ...adamw, beta2: -0.1 }, 'beta2'],
  ['ε = 0', parseOptimizer, { ...adamw, epsilon: 0 }, 'epsilon'],
  ['negative decay', parseOptimizer, { ...adamw, weightDecay: -1 }, 'weightDecay'],
  ['a clip of 0', parseOptimizer, { ...adamw, gradientClip: 0 }, 'gradientClip'],
  ['momentum on AdamW', parseOptimizer, { ...adamw, momentum: 0.9 }, 'momentum'],
  ['momentum = 1', parseOptimizer, { type: 'sgd', momentum: 1, weightDecay: 0 }, 'momentum'],
  ['layers of 0', (value) => fitSettings(value as object), { layers: [64, 0] }, 'layers.1'],
  ['λ as a word', (value) => fitSettings(value as object), { lambda: 'best' }, 'lambda'],
  ['λ < 0', (value) => fitSettings(value as object), { lambda: -1 }, 'lambda'],
  ['a rate of 0', (value) => fitSettings(value as object), { learningRate: 0 }, 'learningRate'],
  ['an unknown setting', (value) => fitSettings(value as object), { dropout: 0.5 }, 'dropout'],
  ['a seed of −1', (value) => fitSettings(value as object), { seed: -1 }, 'seed'],
  [
    'a preparation without columns',
    parsePreparation,
    { format: 'chainzrule/preparation@1', named: true, clip: 5, columns: [] },
    'columns',
  ],
  ['an empty record', parseRecord, {}, 'format'],
  ['an empty vector', (value) => parseVector(JSON.stringify(value)), {}, 'format'],
];

describe('other wrong documents are named', () => {
  it.each(wrongDocuments)('%s', (_, read, value, path) => {
    expect(issuesOf(read, value).issues[0]!.path).toBe(path);
  });

  it('a vector that is not JSON', () => {
    expect(() => parseVector('{"format": ')).toThrow(expect.objectContaining({ code: 'INVALID_DATA' }));
  });
});
