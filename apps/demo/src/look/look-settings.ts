import { z } from 'zod';
import { DATA_SETS } from './data-sets.ts';

/** How λ moves over the run, from the slider's value λ₀. */
export const SCHEDULES = ['constant', 'falling', 'rising', 'cosine', 'controlled'] as const;

export const ACTIVATIONS = ['cubic', 'relu', 'tanh', 'gelu', 'silu', 'softplus'] as const;
export const PENALTIES = ['local', 'accumulated', 'activation', 'none'] as const;

/** Points a visitor added: [x, y, class]. */
const addedPoint = z.tuple([
  z.number().min(-2).max(2),
  z.number().min(-2).max(2),
  z.union([z.literal(0), z.literal(1)]),
]);
export type AddedPoint = z.infer<typeof addedPoint>;

/** Most points that may be added by hand: the address must stay short. */
export const MAX_ADDED = 40;

/** Everything the Look view is made of; each field falls back to its default on its own. */
export const lookSettingsSchema = z.object({
  dataSet: z.enum(DATA_SETS).catch('moons'),
  points: z.int().min(20).max(400).catch(120),
  noise: z.number().min(0).max(0.6).catch(0.22),
  labelNoise: z.number().min(0).max(0.4).catch(0.1),
  activation: z.enum(ACTIVATIONS).catch('cubic'),
  penalty: z.enum(PENALTIES).catch('local'),
  lambda: z.number().min(0).max(10).catch(0.01),
  schedule: z.enum(SCHEDULES).catch('constant'),
  /** The tail ratio of layer norms that the `controlled` schedule steers towards. */
  target: z.number().min(1).max(2).catch(1.1),
  seed: z.int().min(0).max(9999).catch(1),
  added: z.array(addedPoint).max(MAX_ADDED).catch([]),
});
export type LookSettings = z.infer<typeof lookSettingsSchema>;

export const DEFAULT_LOOK: LookSettings = lookSettingsSchema.parse({});
