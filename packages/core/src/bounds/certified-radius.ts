import type { Matrix } from '../contract/matrix.ts';
import type { Parameters } from '../contract/parameters.ts';
import { fail } from '../errors/fail.ts';
import { checkMatrix } from '../program/check-matrix.ts';
import type { NetworkSpec } from '../spec/network.ts';
import { logitCount } from '../spec/tensor-shapes.ts';
import type { Box } from './box.ts';
import { checkBounded, networkRange } from './propagate-box.ts';
import { euclideanNormUp, productUp } from './rounding.ts';
import { slopeChain } from './slope-chain.ts';
import type { SlopeProduct } from './slope-product.ts';

/** What a certificate is computed from. */
export interface CertificateInput {
  readonly network: NetworkSpec;
  readonly parameters: Parameters;
  /** [rows, inputs], prepared as for the network. */
  readonly x: Matrix;
  /** [rows, logits], what the network gives for `x`. */
  readonly logits: Matrix;
  /** Where the network's slopes are bounded; a radius never leaves it. */
  readonly box: Box;
}

/**
 * The certified radius of every row's decision, [rows], Euclidean, in units of x: no x′ nearer than this has another class.
 *
 * `min(distance to the box's faces, margin / bound of that margin)`, where the margin is |logit| (binary), o_y − o_j over all
 * j ≠ y with the head columns w_y − w_j (categorical), or min_k |s + b_k| (ordinal). Rows outside the box get 0. It holds for the
 * network in exact arithmetic and takes the logits as exact. Cost: that of `lipschitzBound`, and O(rows K + K² d) for K classes.
 * @throws ChainzRuleError `UNSUPPORTED` for a regression head, `INVALID_SPEC`, `INVALID_ARGUMENT`, `SHAPE_MISMATCH`, `NON_FINITE_INPUT`.
 */
export function certifiedRadius(input: CertificateInput): Float64Array {
  if (typeof input !== 'object' || input === null)
    fail('INVALID_ARGUMENT', 'certifiedRadius: takes { network, parameters, x, logits, box }');
  const { network, parameters, x, logits, box } = input;
  checkBounded('certifiedRadius', network, parameters, box);
  if (network.head.type === 'regression') {
    fail(
      'UNSUPPORTED',
      'certifiedRadius: a regression head makes no decision to certify; use lipschitzBound for how far its outputs can move',
    );
  }
  checkMatrix('certifiedRadius', 'x', x, network.inputs);
  checkMatrix('certifiedRadius', 'logits', logits, logitCount(network.head));
  if (logits.rows !== x.rows) {
    fail(
      'SHAPE_MISMATCH',
      `certifiedRadius: logits has ${logits.rows} rows, x has ${x.rows}; they must be the same rows`,
      {
        logits: logits.rows,
        x: x.rows,
      },
    );
  }
  const { front, tail } = slopeChain(network, parameters, networkRange(network, parameters, box).layers);
  const stable =
    network.head.type === 'categorical' ? categoricalRadius(logits, front, tail) : nearestZero(logits, front, tail);
  return Float64Array.from({ length: x.rows }, (_, row) => {
    const radius = Math.min(distanceToFaces(x, row, box), stable(row));
    return radius * (1 - 4 * Number.EPSILON);
  });
}

/** Distance to the nearest face; 0 outside. */
function distanceToFaces(x: Matrix, row: number, box: Box): number {
  let distance = Number.POSITIVE_INFINITY;
  for (let column = 0; column < x.cols; column++) {
    const value = x.data[row * x.cols + column]!;
    distance = Math.min(distance, value - box.lower[column]!, box.upper[column]! - value);
  }
  return Math.max(0, distance);
}

/** How far x can move before a margin, > 0 now, can reach 0. */
function reach(margin: number, bound: number): number {
  return margin > 0 ? Math.min(margin, Number.MAX_VALUE) / bound : 0;
}

/** Binary and ordinal: the class holds while no logit crosses 0, and all logits move alike. */
function nearestZero(logits: Matrix, front: number, tail: SlopeProduct): (row: number) => number {
  const bound = productUp(front, directionNorm(tail, 0));
  return (row) => {
    let margin = Number.POSITIVE_INFINITY;
    for (let k = 0; k < logits.cols; k++) margin = Math.min(margin, Math.abs(logits.data[row * logits.cols + k]!));
    return reach(margin, bound);
  };
}

function categoricalRadius(logits: Matrix, front: number, tail: SlopeProduct): (row: number) => number {
  const classes = logits.cols;
  const bounds = new Map<number, Float64Array>();
  const boundsOf = (winner: number): Float64Array => {
    const known = bounds.get(winner);
    if (known) return known;
    const made = Float64Array.from({ length: classes }, (_, j) => productUp(front, directionNorm(tail, winner, j)));
    bounds.set(winner, made);
    return made;
  };
  return (row) => {
    const at = (k: number): number => logits.data[row * classes + k]!;
    let winner = 0;
    for (let k = 1; k < classes; k++) if (at(k) > at(winner)) winner = k;
    const bound = boundsOf(winner);
    let radius = Number.POSITIVE_INFINITY;
    for (let k = 0; k < classes; k++) {
      if (k !== winner) radius = Math.min(radius, reach(at(winner) - at(k), bound[k]!));
    }
    return radius;
  };
}

/** ‖P e_plus‖, or ‖P (e_plus − e_minus)‖, from above. */
function directionNorm(product: SlopeProduct, plus: number, minus?: number): number {
  if (product.error === Number.POSITIVE_INFINITY) return productUp(Math.SQRT2, product.factorNorm());
  const { data, rows, cols } = product.matrix;
  const column = (index: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => data[row * cols + index]!);
  const first = column(plus);
  if (minus === undefined) return euclideanNormUp(first) + 2 * product.error;
  const second = column(minus);
  const difference = first.map((value, row) => value - second[row]!);
  // One rounding an element: within an epsilon of the difference itself.
  return euclideanNormUp(difference) * (1 + Number.EPSILON) + 2 * product.error;
}
