import { ChainzRuleError, fail } from '@chainzrule/core';

/** Runs a loader of transformers.js; what it throws becomes an error of this project with what to do about it. */
export async function loading<T>(what: string, source: string, local: boolean, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (ChainzRuleError.isInstance(error)) throw error;
    return failLoading(what, source, local, error);
  }
}

function failLoading(what: string, source: string, local: boolean, error: unknown): never {
  const { name, message = String(error) } = error as Error;
  const details = { source };
  if (/unsupported model type|Unknown .*model|not supported/i.test(message)) {
    fail('UNSUPPORTED', `the ${what} of ${source} is of a kind that cannot be loaded: ${message}`, details, error);
  }
  const missing = name === 'ModelFileNotFoundError' || /could not locate file|unauthorized/i.test(message);
  if (local && missing) {
    const file = /"([^"]+)"\.?$/.exec(message)?.[1] ?? what;
    fail(
      'IO_FAILED',
      `the ${what} of ${source} is not there: no file ${file}; check the dtype, or copy the file`,
      details,
      error,
    );
  }
  if (local) {
    const advice = 'the file is damaged or of another format; copy or download it again';
    fail(
      'INVALID_MODEL_FILE',
      `the ${what} of ${source} cannot be read: ${firstLine(message)}; ${advice}`,
      details,
      error,
    );
  }
  const advice = missing
    ? 'check the name and revision on the hub, and that the model has ONNX weights (a folder "onnx"); private models need a token'
    : 'is there a network? A model that was downloaded before, or a folder with its files, needs none: give its path';
  fail(
    'IO_FAILED',
    `the ${what} of ${source} could not be loaded from the hub: ${firstLine(message)}; ${advice}`,
    details,
    error,
  );
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!.slice(0, 300);
}
