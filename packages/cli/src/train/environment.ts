import type { RunRecord } from '@chainzrule/core';
import { VERSION } from '../version.ts';

/** What computed a run that began then and ends now. */
export function environmentOf(
  { name, device }: { readonly name: string; readonly device: string },
  started: Date,
): RunRecord['environment'] {
  return {
    chainzrule: VERSION,
    node: process.version,
    backend: name,
    device,
    startedAt: started.toISOString(),
    seconds: Math.round(Date.now() - started.getTime()) / 1000,
  };
}
