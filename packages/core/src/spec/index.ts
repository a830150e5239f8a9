export {
  type ActivationSpec,
  type CubicActivation,
  type DregSpec,
  type FixedActivation,
  type HeadSpec,
  type LayerSpec,
  type NetworkSpec,
  networkSchema,
  parseNetwork,
} from './network.ts';
export {
  type AdamWSpec,
  DEFAULT_OPTIMIZER,
  type OptimizerSpec,
  optimizerSchema,
  parseOptimizer,
  type SgdSpec,
} from './optimizer.ts';
export { parseDocument, type SpecIssue } from './parse.ts';
export { headColumns, isDecayed, logitCount, tensorShapes } from './tensor-shapes.ts';
export { type GoldenVector, parseVector } from './vector.ts';
