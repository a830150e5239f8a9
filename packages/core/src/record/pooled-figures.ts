import type { Assessment } from '../assess/assess-split.ts';
import { headOf } from '../assess/scores.ts';
import type { Matrix } from '../contract/matrix.ts';
import { restoreTargets } from '../data/index.ts';
import { classProbabilities, predictedClasses } from '../fit/predictions.ts';
import { calibrationBins, confusionMatrix } from '../metrics/index.ts';
import { finite } from './figures.ts';
import { normFigures } from './norm-figures.ts';
import type { Figure, PooledFigures } from './record.ts';

const SCATTERED = 1000;

/** Figures over the test rows of all folds together. */
export function pooledFigures(assessments: readonly Omit<Assessment, 'fitted'>[]): PooledFigures {
  const join = (pick: (assessment: Omit<Assessment, 'fitted'>) => Float64Array): Float64Array =>
    Float64Array.from(assessments.flatMap((assessment) => [...pick(assessment)]));
  const head = headOf(assessments[0]!.preparation);
  const layers = assessments[0]!.layerNorms.length;
  const common = {
    layerNorms: Array.from({ length: layers }, (_, layer): Figure => {
      return finite(assessments.reduce((sum, { layerNorms }) => sum + layerNorms[layer]!, 0) / assessments.length);
    }),
    norms: {
      layer: normFigures(join(({ norms }) => norms.layer)),
      input: normFigures(join(({ norms }) => norms.input)),
    },
  };
  if (head.type === 'regression') {
    const pairs = assessments.flatMap(({ preparation, targets, logits }) => {
      const predicted = restoreTargets(preparation, logits.data);
      return [...restoreTargets(preparation, targets)].map((truth, row) => [truth, predicted[row]!] as const);
    });
    return { ...common, scatter: pairs.slice(0, SCATTERED) };
  }
  const truth = join(({ targets }) => targets);
  const predicted = join(({ logits }) => predictedClasses(head, logits));
  const probabilities = stack(assessments.map(({ logits }) => classProbabilities(head, logits)));
  const confusion = confusionMatrix(truth, predicted, probabilities.cols);
  return {
    ...common,
    calibration: calibrationBins(truth, probabilities).map((bin) => ({
      ...bin,
      confidence: finite(bin.confidence),
      accuracy: finite(bin.accuracy),
    })),
    confusion: Array.from({ length: confusion.rows }, (_, row) => [
      ...confusion.data.subarray(row * confusion.cols, (row + 1) * confusion.cols),
    ]),
  };
}

function stack(matrices: readonly Matrix[]): Matrix {
  const cols = matrices[0]!.cols;
  const data = Float64Array.from(matrices.flatMap(({ data: values }) => [...values]));
  return { data, rows: data.length / cols, cols };
}
