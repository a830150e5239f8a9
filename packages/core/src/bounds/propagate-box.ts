import type { Parameters, Tensor } from '../contract/parameters.ts';
import { checkParameters } from '../program/check-parameters.ts';
import { type LayerSpec, type NetworkSpec, parseNetwork } from '../spec/network.ts';
import { affineRange } from './affine-range.ts';
import { type Box, checkBox } from './box.ts';
import { cubicRange } from './cubic-range.ts';
import { fixedRange } from './fixed-range.ts';
import type { UnitRange } from './unit-range.ts';

/** What one hidden layer does while x stays in the box. */
export interface LayerRange {
  /** Holds z = h_prev W + b, [units]. */
  readonly z: Box;
  /** M [units], M_i ≥ max |φ′(z_i)|. */
  readonly slope: Float64Array;
  /** φ′ of every unit, signed, where each is constant over the box: there the layer is linear. */
  readonly constantSlope: Float64Array | undefined;
  /** Holds h = φ(z), [units]. */
  readonly h: Box;
}

/** Interval bounds of a whole network over a box of inputs. */
export interface NetworkRange {
  readonly layers: readonly LayerRange[];
  /** Holds the logits, [logits]. */
  readonly logits: Box;
}

/**
 * Interval propagation (math: §5): boxes that hold z, h and the logits for every x in `box`, and M ≥ max |φ′(z)| of every unit.
 *
 * All is rounded outwards, so the boxes are sound for the network in exact arithmetic; ends that overflow are infinite, never NaN.
 * Cost: O(Σ d_{l−1} d_l), one forward pass.
 * @throws ChainzRuleError `INVALID_SPEC`, `INVALID_ARGUMENT`, `SHAPE_MISMATCH`, `NON_FINITE_INPUT`.
 */
export function propagateBox(network: NetworkSpec, parameters: Parameters, box: Box): NetworkRange {
  checkBounded('propagateBox', network, parameters, box);
  return networkRange(network, parameters, box);
}

/** Checks what every bound of a network takes. */
export function checkBounded(call: string, network: NetworkSpec, parameters: Parameters, box: Box): void {
  parseNetwork(network);
  checkParameters(call, 'parameters', network, parameters);
  checkBox(call, box, network.inputs);
}

/** {@link propagateBox} without the checks. */
export function networkRange(network: NetworkSpec, parameters: Parameters, box: Box): NetworkRange {
  let input = box;
  const layers = network.layers.map((layer, index): LayerRange => {
    const tensor = (name: string): Tensor => parameters[`layers.${index}.${name}`]!;
    const z = affineRange(input, tensor('kernel'), tensor('bias'));
    const coefficients = layer.activation.type === 'cubic' ? tensor('coefficients').data : undefined;
    const range = layerRange(layer, z, coefficients);
    input = range.h;
    return range;
  });
  return { layers, logits: affineRange(input, parameters['head.kernel']!, parameters['head.bias']!) };
}

function layerRange({ units, activation }: LayerSpec, z: Box, coefficients: Float64Array | undefined): LayerRange {
  const h = { lower: new Float64Array(units), upper: new Float64Array(units) };
  const slope = new Float64Array(units);
  const constantSlope = new Float64Array(units);
  let constant = true;
  for (let unit = 0; unit < units; unit++) {
    const [low, high] = [z.lower[unit]!, z.upper[unit]!];
    const range =
      activation.type === 'cubic'
        ? cubicUnit(coefficients!, unit, units, low, high)
        : fixedRange(activation.type, low, high);
    h.lower[unit] = range.lower;
    h.upper[unit] = range.upper;
    slope[unit] = range.slope;
    constantSlope[unit] = range.constantSlope ?? 0;
    constant &&= range.constantSlope !== undefined;
  }
  return { z, slope, constantSlope: constant ? constantSlope : undefined, h };
}

/** Coefficients are [4, units], or [4] where the units share them. */
function cubicUnit(coefficients: Float64Array, unit: number, units: number, low: number, high: number): UnitRange {
  const perUnit = coefficients.length === 4 * units;
  const [first, step] = perUnit ? [unit, units] : [0, 1];
  const a = (power: number): number => coefficients[first + power * step]!;
  return cubicRange(a(0), a(1), a(2), a(3), low, high);
}
