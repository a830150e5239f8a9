import {
  fitRows,
  type JsonObject,
  type ModelFile,
  type NetworkRecord,
  type PreparationOptions,
  type RunRecord,
  type Table,
  trainingSummary,
} from '@chainzrule/core';
import type { ContestantResult, RunContext } from './run-networks.ts';

/** The model to keep: after folds one trained on all rows; with held-out rows the very network that was tested. */
export async function finalModel(
  table: Table,
  target: Omit<PreparationOptions, 'rows'>,
  result: ContestantResult,
  record: RunRecord,
  { backend, progress, checkpoints }: RunContext,
): Promise<ModelFile> {
  const { settings } = result;
  if (record.protocol.kind === 'heldOut') return testedModel(result, record);
  const all = Int32Array.from({ length: table.rows }, (_, row) => row);
  const { preparation, fitted } = await fitRows(table, target, all, settings, {
    backend,
    checkpoints: checkpoints && { ...checkpoints, name: 'final' },
    onEpoch: ({ epoch, epochs }) => progress.update('final model on all rows', epoch / epochs),
  });
  progress.finish(`final model: trained on all ${table.rows} rows`);
  return modelFile(preparation, fitted, settings, table.rows, record.networks[0]!, record);
}

/** The first network of a record with held-out rows, as it was tested. */
export function testedModel({ settings, assessments }: ContestantResult, record: RunRecord): ModelFile {
  const { preparation, fitted } = assessments[0]!;
  const tested = record.networks[0]!;
  return modelFile(preparation, fitted, settings, tested.folds[0]!.trainRows, tested, record);
}

function modelFile(
  preparation: ModelFile['preparation'],
  fitted: ContestantResult['assessments'][number]['fitted'],
  settings: ContestantResult['settings'],
  rows: number,
  { summary, pooled }: NetworkRecord,
  { data, protocol }: RunRecord,
): ModelFile {
  const tested = {
    protocol: protocol.statement,
    summary: summary as JsonObject,
    tailRatio: { layer: pooled.norms.layer.ratio, input: pooled.norms.input.ratio },
    meanNorm: { layer: pooled.norms.layer.mean, input: pooled.norms.input.mean },
    layerNorms: [...pooled.layerNorms],
  };
  const training = {
    ...trainingSummary(settings, fitted, rows),
    data: { name: data.name, sha256: data.sha256 },
    tested,
  };
  return { network: fitted.plan.network, parameters: fitted.parameters, preparation, training };
}
