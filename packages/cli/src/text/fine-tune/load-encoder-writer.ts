import type { EncoderWriter } from '@chainzrule/core';

/** Writes encoders as ONNX; undefined, with a line that says so, where the adapter is not installed. */
export async function loadEncoderWriter(): Promise<EncoderWriter | undefined> {
  try {
    return (await import('@chainzrule/onnx/bert')).exportEncoder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.stderr.write('no onnx/model.onnx: ONNX files need @chainzrule/onnx: npm install @chainzrule/onnx\n');
    return undefined;
  }
}
