export { type Box, boxOf } from './box.ts';
export { type CertificateInput, certifiedRadius } from './certified-radius.ts';
export { type LipschitzBound, lipschitzBound } from './lipschitz-bound.ts';
export { type LayerRange, type NetworkRange, propagateBox } from './propagate-box.ts';
export { spectralNormBound } from './spectral-norm.ts';
