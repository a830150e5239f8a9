import type { FitSettings, FittedNetwork } from '../fit/index.ts';
import type { JsonObject } from '../model-file/index.ts';
import { epochFigures } from '../record/index.ts';
import { formatSchedule } from '../schedules/index.ts';

/** How a model came about, as plain JSON without times or devices: settings, what `auto` became, and the last epoch's figures. */
export function trainingSummary(settings: FitSettings, fitted: FittedNetwork, rows: number): JsonObject {
  const { plan, history, bestEpoch, stopped, search } = fitted;
  const last = history.at(-1);
  const lambda = (value: FitSettings['lambda']): string => {
    if (typeof value === 'function') return 'a function';
    return value === 'auto' || value === 'cv' ? value : formatSchedule(value);
  };
  const document = {
    rows,
    settings: { ...settings, layers: [...settings.layers], lambda: lambda(settings.lambda) },
    lambda: lambda(plan.lambda),
    inputNoise: plan.inputNoise,
    epochs: history.length,
    batchSize: plan.batchSize,
    bestEpoch,
    stopped,
    ...(last && { lastEpoch: epochFigures(last) }),
    ...(search && {
      search: {
        folds: search.folds,
        candidates: search.candidates.map(({ lambda: value, loss }) => ({
          lambda: value,
          loss: Number.isFinite(loss) ? loss : null,
        })),
      },
    }),
  };
  return document as unknown as JsonObject;
}
