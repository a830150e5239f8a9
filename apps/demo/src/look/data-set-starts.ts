import type { DataSetName } from './data-sets.ts';

/** Where the sliders stand when a data set is chosen: enough noise to overfit, and a λ that answers it. */
export const DATA_SET_STARTS: Readonly<Record<DataSetName, { readonly noise: number; readonly lambda: number }>> = {
  moons: { noise: 0.22, lambda: 0.01 },
  circles: { noise: 0.22, lambda: 0.01 },
  spirals: { noise: 0.05, lambda: 0.008 },
  blobs: { noise: 0.22, lambda: 0.01 },
};
