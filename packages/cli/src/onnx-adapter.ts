import { fail } from '@chainzrule/core';

/** The ONNX adapter, loaded on use. @throws ChainzRuleError `MISSING_DEPENDENCY` naming what to install. */
export async function loadOnnxAdapter(): Promise<typeof import('@chainzrule/onnx')> {
  try {
    return await import('@chainzrule/onnx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return fail('MISSING_DEPENDENCY', 'ONNX files need @chainzrule/onnx: npm install @chainzrule/onnx', {}, error);
  }
}
