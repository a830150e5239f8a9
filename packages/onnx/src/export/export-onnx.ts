import {
  DEFAULT_OPTIMIZER,
  fail,
  logitCount,
  MODEL_FORMAT,
  programFunctions,
  type TensorOpsV1,
  tensorShapes,
  trace,
} from '@chainzrule/core';
import { encodeModel, freeRows, GraphBuilder, graphFromTrace, type ValueName } from '../graph/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { type OnnxExportOptions, type ResolvedExportOptions, resolveOptions } from './export-options.ts';
import { checkModel, type OnnxModel } from './model-document.ts';
import { predictRows } from './predict-rows.ts';
import { prepareRows, ROWS } from './prepare-rows.ts';

/** ONNX's number of float32 in `Cast`. */
const FLOAT = 1;

/** Largest magnitudes that stay finite in each format: what rounds to it included. */
const LARGEST = { float32: 3.4028235677973366e38, float16: 65520 } as const;

/**
 * Writes a model as an ONNX file that any ONNX runtime runs.
 *
 * Inputs with a preparation: `numeric` float32 [rows, numeric columns], NaN = missing, and `categorical` string [rows, categorical
 * columns], '' = missing, each in the order of the preparation's columns and only where there are such; without one: `x` float32
 * [rows, inputs], prepared already. Outputs: `probabilities` float32 [rows, classes], or `values` [rows, outputs] in the target's units;
 * on request `logits` [rows, logits], and `layer_norms` and `input_norms` [rows] (math: §4). The documents stand in the metadata, so that `readOnnx` gives the model back; equal models give equal bytes.
 * @throws ChainzRuleError `INVALID_SPEC`, `SHAPE_MISMATCH`, `NON_FINITE_INPUT`, `UNSUPPORTED`, `INVALID_ARGUMENT` (also for a
 * parameter beyond the range of `weights`).
 */
export function exportOnnx(model: OnnxModel, options?: OnnxExportOptions): Uint8Array<ArrayBuffer> {
  const resolved = resolveOptions(options);
  const checked = checkModel(model);
  const { network, preparation, training } = checked;
  const builder = new GraphBuilder('chainzrule', resolved.opset);
  const x =
    preparation === null
      ? builder.input('x', 'float32', [ROWS, network.inputs], 'Prepared rows.')
      : prepareRows(builder, preparation);
  const { logits, norms } = networkOutputs(builder, checked, resolved, x);
  predictRows(builder, network.head, logits, preparation?.target);
  if (resolved.logits) builder.output('logits', logits, 'float32', [ROWS, logitCount(network.head)]);
  for (const [name, value] of Object.entries(norms))
    builder.output(name, builder.node('Reshape', [value, builder.int64([-1])]), 'float32', [ROWS]);

  const target = preparation?.target;
  const classes = target === undefined || target.task === 'regression' ? null : target.classes;
  return encodeModel(builder.finish(), {
    opset: resolved.opset,
    docString: 'A derivative-controlled network. Metadata: format, network, preparation, training, classes, export.',
    metadata: {
      format: MODEL_FORMAT,
      network: canonicalJson(network, 'network'),
      preparation: canonicalJson(preparation, 'preparation'),
      training: canonicalJson(training, 'training'),
      classes: canonicalJson(classes, 'classes'),
      export: canonicalJson(resolved, 'options'),
    },
  });
}

/** The logits [rows, logits] of prepared rows and, on request, their norms [rows, 1] by output name. */
function networkOutputs(
  builder: GraphBuilder,
  { network, parameters }: Required<OnnxModel>,
  { weights, norms }: ResolvedExportOptions,
  x: ValueName,
): { readonly logits: ValueName; readonly norms: Readonly<Record<string, ValueName>> } {
  const shapes = tensorShapes(network);
  const tensors = [...shapes].map(([name, shape]) => {
    const { data } = parameters[name]!;
    const beyond = data.find((value) => Math.abs(value) >= LARGEST[weights]);
    if (beyond !== undefined)
      fail(
        'INVALID_ARGUMENT',
        `exportOnnx: tensor "${name}" holds ${beyond}, which ${weights} cannot; ${weights === 'float16' ? 'export with weights "float32"' : 'the model has diverged'}`,
        { name },
      );
    const stored = builder.parameter(name, weights, data, shape);
    return weights === 'float32' ? stored : builder.node('Cast', [stored], { to: FLOAT }, `${name} as float32`);
  });
  const { forward, derivativeNorms } = programFunctions(network, DEFAULT_OPTIMIZER);
  // One trace, so that the forward pass is written once.
  const both = <T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]): readonly T[] => [
    ...forward(ops, inputs),
    ...(norms ? derivativeNorms(ops, inputs) : []),
  ];
  const rows = freeRows(shapes.values(), x);
  const graph = trace(both, [...shapes.values(), [rows.traced, network.inputs]]);
  const [logits, layer, input] = graphFromTrace(builder, graph, [...tensors, x], { rows });
  return { logits: logits!, norms: norms ? { layer_norms: layer!, input_norms: input! } : {} };
}
