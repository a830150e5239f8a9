import { plainTwin } from '@chainzrule/core';
import type { Contestant } from '../train/run-networks.ts';
import type { TextTrainOptions } from './text-options.ts';

/** The network of the options, and its plain twin where one was asked for. */
export function textContestants({ baseline }: TextTrainOptions, settings: Contestant['settings']): Contestant[] {
  const linear = settings.layers.length === 0;
  const name = linear ? 'linear' : settings.penalty === 'none' ? settings.activation : 'ChainzRule';
  const own = { name, settings };
  return baseline === undefined ? [own] : [own, { name: `plain ${baseline}`, settings: plainTwin(settings, baseline) }];
}
