import type { Parameters } from '../contract/parameters.ts';
import type { TrainingStateV1 } from '../contract/training-state.ts';
import { describeValue, fail } from '../errors/fail.ts';
import type { NetworkSpec } from '../spec/network.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';
import { tensorShapes } from '../spec/tensor-shapes.ts';

/** Checks that `tensors` holds exactly the network's tensors, each in its shape and finite. `what` names them in messages. */
export function checkParameters(call: string, what: string, network: NetworkSpec, tensors: Parameters): void {
  if (typeof tensors !== 'object' || tensors === null)
    fail('INVALID_ARGUMENT', `${call}: ${what} must be tensors by name, found ${describeValue(tensors)}`);
  const shapes = tensorShapes(network);
  const missing = [...shapes.keys()].filter((name) => !Object.hasOwn(tensors, name));
  const unknown = Object.keys(tensors).filter((name) => !shapes.has(name));
  if (missing.length + unknown.length > 0) {
    const parts = [
      missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
      unknown.length > 0 ? `unknown: ${unknown.join(', ')}` : '',
    ];
    fail(
      'SHAPE_MISMATCH',
      `${call}: ${what} must be the network's ${shapes.size} tensors; ${parts.filter(Boolean).join('; ')}`,
      { missing, unknown },
    );
  }
  for (const [name, shape] of shapes) {
    const { shape: found, data } = tensors[name]!;
    const size = shape.reduce((product, dim) => product * dim, 1);
    if (
      !(data instanceof Float64Array) ||
      !Array.isArray(found) ||
      found.join() !== shape.join() ||
      data.length !== size
    ) {
      fail(
        'SHAPE_MISMATCH',
        `${call}: ${what} "${name}" is [${found}] with ${data?.length} numbers, the network takes a Float64Array of [${shape}]`,
        { name },
      );
    }
    const index = data.findIndex((value) => !Number.isFinite(value));
    if (index >= 0)
      fail('NON_FINITE_INPUT', `${call}: ${what} "${name}" holds ${data[index]} at index ${index}`, { name, index });
  }
}

/** Checks a training state against the network and the optimiser. */
export function checkState(call: string, network: NetworkSpec, optimizer: OptimizerSpec, state: TrainingStateV1): void {
  checkParameters(call, 'parameters', network, state?.parameters);
  checkParameters(call, 'first moments', network, state.moments?.first);
  const { second } = state.moments;
  if (optimizer.type === 'adamw') {
    checkParameters(call, 'second moments', network, second as Parameters);
    for (const [name, { data }] of Object.entries(second as Parameters)) {
      if (data.some((value) => value < 0))
        fail('INVALID_ARGUMENT', `${call}: second moments "${name}" holds a negative number`, { name });
    }
  } else if (second !== undefined) {
    fail(
      'INVALID_ARGUMENT',
      `${call}: the state has second moments, the optimiser sgd has none; restore it into an adamw program`,
    );
  }
  if (!Number.isSafeInteger(state.step) || state.step < 0)
    fail('INVALID_ARGUMENT', `${call}: step is ${describeValue(state.step)}; it must be an integer >= 0`);
}
