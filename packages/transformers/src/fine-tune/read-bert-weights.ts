import {
  type BertSpec,
  bertShapes,
  ChainzRuleError,
  decodeSafetensors,
  type EncoderTensors,
  fail,
} from '@chainzrule/core';

/** Names shown of a long list. */
const SHOWN = 4;

/**
 * Reads the encoder's tensors from a `model.safetensors` of float32, float16 or bfloat16, under the names of `bertShapes`. Names may have
 * the prefix `bert.`, layer norms the older names gamma and beta; what else the file holds (a language model's head) is left out.
 * @throws ChainzRuleError `INVALID_MODEL_FILE` naming the tensors that are missing or misshapen, or what is damaged.
 */
export function readBertWeights(source: string, spec: BertSpec, bytes: Uint8Array): EncoderTensors {
  const shapes = bertShapes(spec);
  const file = decode(source, bytes, (name) => shapes.has(canonical(name)));
  const tensors = new Map([...file].map(([name, tensor]) => [canonical(name), tensor]));
  const missing = [...shapes.keys()].filter((name) => !tensors.has(name));
  if (missing.length > 0) {
    const more = missing.length > SHOWN ? ` and ${missing.length - SHOWN} more` : '';
    fail(
      'INVALID_MODEL_FILE',
      `${source}: model.safetensors lacks ${missing.slice(0, SHOWN).join(', ')}${more}; it holds ${tensors.size} of the ${shapes.size} tensors of the BERT in config.json`,
      { missing },
    );
  }
  for (const [name, shape] of shapes) {
    const found = tensors.get(name)!.shape;
    if (found.join() === shape.join()) continue;
    fail(
      'INVALID_MODEL_FILE',
      `${source}: tensor "${name}" is [${found}] in model.safetensors, config.json asks for [${shape}]; the two are of different models`,
      { name, found, shape },
    );
  }
  return tensors;
}

function decode(source: string, bytes: Uint8Array, wanted: (name: string) => boolean): EncoderTensors {
  try {
    return decodeSafetensors(bytes, wanted).tensors;
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) throw error;
    return fail(error.code, `${source}: model.safetensors: ${error.message}`, { ...error.details }, error);
  }
}

function canonical(name: string): string {
  return name
    .replace(/^bert\./, '')
    .replace(/LayerNorm\.gamma$/, 'LayerNorm.weight')
    .replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
}
