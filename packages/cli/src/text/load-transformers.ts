import { fail } from '@chainzrule/core';

type Adapter = typeof import('@chainzrule/transformers');

// Written as dynamic imports are, since the adapter is an optional peer that nothing here may need beforehand.
export type EncoderOptions = import('@chainzrule/transformers').EncoderOptions;
export type EncoderIdentity = import('@chainzrule/transformers').EncoderIdentity;
export type FineTunedClassifier = import('@chainzrule/transformers').FineTunedClassifier;
export type FineTuneSettings = import('@chainzrule/transformers').FineTuneSettings;
export type HeadSettings = import('@chainzrule/transformers').HeadSettings;
export type SentenceEncoder = import('@chainzrule/transformers').SentenceEncoder;
export type TextFacts = import('@chainzrule/transformers').TextFacts;
export type TextWarning = import('@chainzrule/transformers').TextWarning;

/** The text adapter, loaded on use. @throws ChainzRuleError `MISSING_DEPENDENCY` naming what to install. */
export async function loadTransformers(): Promise<Adapter> {
  try {
    return await import('@chainzrule/transformers');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const names = '@chainzrule/transformers @huggingface/transformers';
    return fail('MISSING_DEPENDENCY', `texts need ${names}: npm install ${names}`, {}, error);
  }
}
