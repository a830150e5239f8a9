import { fail } from '@chainzrule/core';

/** The text adapter, loaded on use. @throws ChainzRuleError `MISSING_DEPENDENCY` naming what to install. */
export async function loadTransformers(): Promise<typeof import('@chainzrule/transformers')> {
  try {
    return await import('@chainzrule/transformers');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const names = '@chainzrule/transformers @huggingface/transformers';
    return fail('MISSING_DEPENDENCY', `texts need ${names}: npm install ${names}`, {}, error);
  }
}
