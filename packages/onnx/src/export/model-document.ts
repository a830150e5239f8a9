import {
  describeValue,
  fail,
  featureNames,
  type ModelFile,
  type NetworkSpec,
  type Parameters,
  type Preparation,
  parseNetwork,
  parsePreparation,
  sizeOf,
  tensorShapes,
} from '@chainzrule/core';

/** What an exported file is made of: a model file's content; `preparation` null where rows come prepared. */
export interface OnnxModel extends Pick<ModelFile, 'network' | 'parameters' | 'preparation'> {
  /** How the parameters came about, plain JSON, carried along. */
  readonly training?: ModelFile['training'] | undefined;
}

/**
 * Checks a model's documents and tensors against one another.
 * @throws ChainzRuleError `INVALID_SPEC`, `SHAPE_MISMATCH`, `NON_FINITE_INPUT`, `INVALID_ARGUMENT`.
 */
export function checkModel(model: OnnxModel): Required<OnnxModel> {
  if (typeof model !== 'object' || model === null)
    fail('INVALID_ARGUMENT', `exportOnnx: takes { network, parameters, preparation }, found ${describeValue(model)}`);
  const network = parseNetwork(model.network);
  checkTensors(network, model.parameters);
  const preparation =
    model.preparation === null || model.preparation === undefined ? null : parsePreparation(model.preparation);
  if (preparation !== null) checkPreparation(network, preparation);
  return { network, parameters: model.parameters, preparation, training: model.training ?? {} };
}

function checkTensors(network: NetworkSpec, parameters: Parameters): void {
  const shapes = tensorShapes(network);
  for (const [name, shape] of shapes) {
    const tensor = parameters?.[name];
    const found = tensor === undefined ? 'is missing' : `has shape [${tensor.shape}] and ${tensor.data.length} numbers`;
    if (tensor?.shape.join() !== shape.join() || tensor.data.length !== sizeOf(shape))
      fail('SHAPE_MISMATCH', `exportOnnx: tensor "${name}" ${found}; the network asks for [${shape}]`, { name, shape });
    const index = tensor.data.findIndex((value) => !Number.isFinite(value));
    if (index >= 0)
      fail(
        'NON_FINITE_INPUT',
        `exportOnnx: tensor "${name}" holds ${tensor.data[index]} at ${index}; parameters are finite`,
        { name, index },
      );
  }
  const unknown = Object.keys(parameters).filter((name) => !shapes.has(name));
  if (unknown.length > 0)
    fail(
      'SHAPE_MISMATCH',
      `exportOnnx: the network has no tensor ${unknown.slice(0, 5).map(describeValue).join(', ')}`,
    );
}

function checkPreparation({ inputs, head }: NetworkSpec, preparation: Preparation): void {
  const features = featureNames(preparation).length;
  if (features !== inputs)
    fail('SHAPE_MISMATCH', `exportOnnx: the preparation gives ${features} features, the network takes ${inputs}`);
  const { target } = preparation;
  const classes = target.task === 'regression' ? undefined : target.classes.length;
  const wanted = head.type === 'regression' ? undefined : head.type === 'binary' ? 2 : head.classes;
  if (target.task !== head.type || classes !== wanted) {
    const shown = (task: string, count: number | undefined): string =>
      count === undefined ? task : `${task} of ${count} classes`;
    fail(
      'SHAPE_MISMATCH',
      `exportOnnx: the preparation's target is ${shown(target.task, classes)}, the network's head ${shown(head.type, wanted)}`,
    );
  }
}
