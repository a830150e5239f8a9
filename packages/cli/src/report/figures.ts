import type { RunRecord } from '@chainzrule/core';
import { figure } from './chart.ts';
import { calibrationChart } from './charts/calibration.ts';
import { epochLines, isRecorded } from './charts/epoch-lines.ts';
import { layerNormsChart } from './charts/layer-norms.ts';
import { normHistogram } from './charts/norm-histogram.ts';
import { scatterChart } from './charts/scatter.ts';
import type { Markup } from './markup.ts';

/** What changed from epoch to epoch, and where it led each layer. */
export function trainingFigures({ networks }: RunRecord): Markup[] {
  const thin = networks[0]!.folds.length > 1 ? ' Thin: each fold; thick: their mean.' : '';
  const validated = isRecorded(networks, ({ validation }) => validation);
  const penalised = networks.filter(({ folds }) =>
    folds.some(({ history }) => history.some(({ lambda }) => lambda !== 0)),
  );
  const lines: Markup[] = [
    figure(
      'Learning curve',
      epochLines(networks, {
        label: 'Task loss over epochs',
        axis: '↑ task loss',
        value: ({ task }) => task,
        ...(validated && { dashed: ({ validation }) => validation }),
      }),
      `Task loss on training rows, without the penalty${validated ? '; dashed: on the rows set aside for early stopping' : ''}.${thin}`,
    ),
    figure(
      'Strength of the penalty, λ(t)',
      epochLines(networks, { label: 'λ over epochs', axis: '↑ λ', value: ({ lambda }) => lambda, fromZero: true }),
      penalised.length === 0
        ? 'No network here has a penalty.'
        : 'λ at the last step of each epoch; the plain twin has none.',
    ),
  ];
  lines.push(
    figure(
      'Gradient norm while training',
      epochLines(networks, {
        label: 'Gradient norm over epochs',
        axis: '↑ ‖gradient‖',
        value: ({ gradientNorm }) => gradientNorm,
        fromZero: true,
      }),
      'Of all parameters together, before clipping; mean over the steps of an epoch.',
    ),
  );
  for (const quantity of ['layer', 'input'] as const) {
    if (!isRecorded(networks, ({ tailRatio }) => tailRatio?.[quantity])) continue;
    lines.push(
      figure(
        `Tail ratio τ over time, ${quantity}`,
        epochLines(networks, {
          label: `Tail ratio of ${quantity} norms over epochs`,
          axis: '↑ τ = p99 / mean',
          value: ({ tailRatio }) => tailRatio?.[quantity],
          level: 1,
        }),
        quantity === 'layer'
          ? 'On up to 256 training rows, of the norm that the penalty acts on. Dotted: τ = 1, equally steep everywhere.'
          : 'On the same rows, of the derivative of the output with respect to the prepared inputs.',
      ),
    );
  }
  if (networks.every(({ pooled }) => pooled.layerNorms.length === 0)) return lines;
  return [
    ...lines,
    figure(
      'Derivative norm of each layer',
      layerNormsChart(networks.map(({ pooled }) => pooled.layerNorms)),
      'Root mean square over test rows of ‖diag(D) Wᵀ‖, the norm of each layer’s own Jacobian.',
    ),
  ];
}

/** Gradient norms on the test rows, networks beside each other. */
export function normFigures({ networks }: RunRecord): Markup[] {
  return (['input', 'layer'] as const).flatMap((quantity) =>
    networks.map(({ name, pooled }, index) =>
      figure(
        `Gradient norms, ${quantity}: ${name}`,
        normHistogram(`Histogram of ${quantity} gradient norms of ${name}`, pooled.norms[quantity], index),
        `Test rows by the norm of their ${quantity === 'input' ? 'input derivative' : 'layer Jacobians'}. τ is the dashed line over the solid one.`,
      ),
    ),
  );
}

/** How predictions meet the truth. */
export function predictionFigures({ networks }: RunRecord): Markup[] {
  if (networks.some(({ pooled }) => pooled.scatter !== undefined)) {
    return networks.map(({ name, pooled }, index) =>
      figure(
        `Predicted and true: ${name}`,
        scatterChart(pooled.scatter ?? [], index),
        'Up to 1,000 test rows; dashed: exactly right.',
      ),
    );
  }
  const bins = networks.map(({ pooled }) => pooled.calibration ?? []);
  return [
    figure(
      'Calibration',
      calibrationChart(bins),
      'How often a network is right against how sure it says it is; below the dashed line it is too sure. Larger dots hold more test rows.',
    ),
  ];
}
