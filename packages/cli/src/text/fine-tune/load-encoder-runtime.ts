import { fail, type TrainableEncoderV1 } from '@chainzrule/core';
import type { ENCODER_BACKENDS } from './fine-tune-options.ts';

/** What trains encoders, by the name of its backend; loaded on use. @throws ChainzRuleError `MISSING_DEPENDENCY`, `UNSUPPORTED`. */
export async function loadEncoderRuntime(name: string): Promise<TrainableEncoderV1 & AsyncDisposable> {
  const device = name.replace('tfjs-', '') as Device;
  try {
    const { createTfjsEncoder } = await import('@chainzrule/tfjs/bert');
    return await createTfjsEncoder({ device });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const names = '@chainzrule/tfjs @tensorflow/tfjs @tensorflow/tfjs-backend-wasm';
    return fail('MISSING_DEPENDENCY', `fine-tuning needs ${names}: npm install ${names}`, {}, error);
  }
}

type Device = (typeof ENCODER_BACKENDS)[number] extends `tfjs-${infer D}` ? D : never;
