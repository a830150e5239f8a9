import {
  type BackendV1,
  decodeModel,
  encodeModel,
  fail,
  type ModelFile,
  matchColumns,
  normFigures,
  type PreparedModel,
  predictTable,
  prepareFeatures,
  prepareTargets,
  scorePredictions,
  syntheticTable,
} from '@chainzrule/core';
import type { CallContext } from '../worker/protocol.ts';
import { fileBytes, type OpenedTable, openCsv } from './open-csv.ts';
import { summariseTable } from './summarise-table.ts';
import { trainTable } from './train-table.ts';
import type {
  ModelBytes,
  ModelSummary,
  PredictionSummary,
  TableSummary,
  TrainOrder,
  TrainProgress,
  TrainReport,
} from './use-messages.ts';

/** Largest model file that is read. */
const LARGEST_MODEL = 512 * 2 ** 20;

/** The table and the model that the Use view works on; they stay in the worker. */
export class Workspace {
  #table: OpenedTable | undefined;
  #model: PreparedModel | undefined;

  async openTable(file: File, header: boolean | undefined): Promise<TableSummary> {
    this.#table = await openCsv(file, { header });
    return summariseTable(this.#table);
  }

  /** The made-up table of the command's example. */
  openSample(): TableSummary {
    this.#table = { table: syntheticTable(), name: 'made-up screening table', sha256: '' };
    return summariseTable(this.#table);
  }

  async train(
    order: TrainOrder,
    backend: BackendV1,
    context: Pick<CallContext<TrainProgress, never>, 'signal' | 'emit'>,
  ): Promise<TrainReport> {
    const table = this.#table ?? fail('NOT_FITTED', 'there is no table yet; drop a CSV file first');
    const { report, model } = await trainTable(table, order, backend, context);
    this.#model = prepared(model);
    return report;
  }

  /** The model as files. The writer of ONNX is a chunk of its own, loaded here. */
  async files(): Promise<ModelBytes> {
    const model = this.#requireModel();
    const { exportOnnx } = await import('@chainzrule/onnx');
    return { safetensors: encodeModel(model), onnx: exportOnnx(model) };
  }

  /** Reads a model file of either kind. @throws ChainzRuleError `INVALID_MODEL_FILE`. */
  async openModel(file: File): Promise<ModelSummary> {
    const bytes = await fileBytes(file, LARGEST_MODEL);
    const isOnnx = file.name.toLowerCase().endsWith('.onnx');
    const model = prepared(isOnnx ? (await import('@chainzrule/onnx')).readOnnx(bytes) : decodeModel(bytes));
    this.#model = model;
    const { target, columns } = model.preparation;
    const layers = model.network.layers.map(({ units, activation }) => `${units} ${activation.type}`);
    return {
      name: file.name,
      target: target.name,
      task: target.task,
      classes: target.task === 'regression' ? [] : target.classes,
      columns: columns.map(({ name }) => name),
      layers: [`${model.network.inputs} inputs`, ...layers].join(' → '),
    };
  }

  /** Predicts every row of a CSV file; scores them where the target is among its columns. */
  async predict(file: File, backend: BackendV1): Promise<PredictionSummary> {
    const model = this.#requireModel();
    const { preparation, network, parameters } = model;
    const categorical = preparation.columns.filter(({ type }) => type === 'categorical');
    const types = new Map(categorical.map(({ name, type }) => [name, type]));
    const { table, name } = await openCsv(file, preparation.named ? { types } : {});
    const { extra } = matchColumns(preparation, table);
    const hasTarget = extra.includes(preparation.target.name);
    const csv = await predictTable(model, table, backend);
    const x = prepareFeatures(preparation, table);
    await using program = await backend.compile(network, parameters);
    const norms = await program.derivativeNorms(x);
    return {
      name,
      rows: table.rows,
      csv,
      unused: extra.filter((column) => column !== preparation.target.name),
      scores: hasTarget
        ? scorePredictions(preparation, prepareTargets(preparation, table), await program.forward(x))
        : null,
      norms: { layer: normFigures(norms.layer), input: normFigures(norms.input) },
    };
  }

  #requireModel(): PreparedModel {
    return this.#model ?? fail('NOT_FITTED', 'there is no model yet; train one, or load a model file');
  }
}

function prepared(model: ModelFile): PreparedModel {
  if (model.preparation === null)
    fail(
      'INVALID_MODEL_FILE',
      'the model file holds no preparation, so it takes prepared rows only; models written by `train` have one',
    );
  return model as PreparedModel;
}
