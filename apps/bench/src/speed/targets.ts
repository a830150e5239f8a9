import type { NodeBackendName } from './backends.ts';
import { type LayersDevice, layersName } from './layers-contestant.ts';
import { productsName } from './products-contestant.ts';
import { BIG, type Size, SMALL, SMALL_REGRESSION, WIDE } from './sizes.ts';
import { torchName } from './torch.ts';

/** A ratio of two step times that the project holds itself to; without a limit it is only reported. */
export interface TargetRatio {
  readonly over: string;
  readonly under: string;
  readonly limit?: number | undefined;
}

/** One interleaved run: a runtime, a size, and the ratios taken from it. */
export interface Target {
  readonly runtime: Exclude<NodeBackendName, 'reference'>;
  readonly size: Size;
  readonly ratios: readonly TargetRatio[];
}

type OnnxLimits = Readonly<Partial<Record<'torch' | 'torchRelu' | 'relu' | 'cubic' | 'reluDreg', number>>>;

function onnx(runtime: 'node' | 'web', size: Size, limits: OnnxLimits): Target {
  const own = (kind: string): string => `onnx-${runtime}: ${kind}`;
  const ratio = (over: string, under: string, limit?: number): TargetRatio => ({ over, under, limit });
  const withPenalty = own('cubic + DREG');
  const torch = [
    ratio(withPenalty, torchName('cubic + DREG'), limits.torch),
    ratio(withPenalty, torchName('relu'), limits.torchRelu),
  ];
  return {
    runtime: `onnx-${runtime}`,
    size,
    ratios: [
      ...(runtime === 'node' ? torch : []),
      ratio(withPenalty, own('relu'), limits.relu),
      ratio(withPenalty, own('cubic'), limits.cubic),
      ratio(own('relu + DREG'), own('relu'), limits.reluDreg),
      ratio(withPenalty, productsName(runtime)),
    ],
  };
}

function tfjs(device: LayersDevice & ('cpu' | 'wasm'), size: Size, limit: number): Target {
  const own = (kind: string): string => `tfjs-${device}: ${kind}`;
  const ratios = [
    { over: own('cubic + DREG'), under: layersName(device), limit },
    { over: own('relu'), under: layersName(device) },
    { over: own('cubic + DREG'), under: own('relu') },
  ];
  return { runtime: `tfjs-${device}`, size, ratios };
}

/** Everything that is held, one run each. */
export const TARGETS: readonly Target[] = [
  onnx('node', SMALL, { torch: 0.2, torchRelu: 0.45, relu: 2.2, cubic: 1.45, reluDreg: 1.3 }),
  onnx('node', BIG, { torch: 0.5, torchRelu: 0.9, relu: 1.4, cubic: 1.25, reluDreg: 1.2 }),
  onnx('node', WIDE, { relu: 1.3 }),
  onnx('web', SMALL, { relu: 1.6 }),
  onnx('web', BIG, { relu: 1.15 }),
  tfjs('cpu', SMALL, 0.8),
  tfjs('cpu', SMALL_REGRESSION, 0.8),
  tfjs('cpu', BIG, 0.95),
  tfjs('wasm', SMALL, 0.55),
  tfjs('wasm', SMALL_REGRESSION, 0.55),
  tfjs('wasm', BIG, 0.35),
];
