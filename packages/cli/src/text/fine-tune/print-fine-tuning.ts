import type { RunRecord } from '@chainzrule/core';
import type { FineTuneSettings } from '../load-transformers.ts';

/** How the first network of a record was fine-tuned, in words. */
export function describeFineTuning({ networks }: RunRecord): string {
  const [{ settings, folds }] = networks as [RunRecord['networks'][number]];
  const { epochs, batchSize, learningRate, layerDecay, warmup, frozen, encoderLambda } =
    settings as unknown as FineTuneSettings;
  const { lambda, bestEpoch } = folds[0]!;
  const kept = bestEpoch < epochs ? ` (epoch ${bestEpoch} kept in fold 1)` : '';
  const still = frozen === 0 ? '' : `, ${frozen} lowest ${frozen === 1 ? 'depth' : 'depths'} frozen`;
  const inner = encoderLambda === 0 ? '' : `, encoder λ ${encoderLambda}`;
  return `encoder and network together: ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} of ${batchSize}-text steps${kept}, learning rate ${learningRate} (× ${layerDecay} a layer down, warm-up ${100 * warmup} %)${still}, λ ${Number(Number(lambda).toPrecision(3))}${inner}`;
}
