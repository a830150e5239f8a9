import { z } from 'zod';
import { BACKENDS } from '../backends/backend-list.ts';
import { type AddedPoint, DEFAULT_LOOK, type LookSettings, lookSettingsSchema } from '../look/look-settings.ts';

export const VIEWS = ['look', 'use', 'backends'] as const;
export type ViewName = (typeof VIEWS)[number];

/** What an address says: the view, the backend, and the Look view's settings. */
export interface AddressState {
  readonly view: ViewName;
  readonly backend: string;
  readonly look: LookSettings;
}

const viewSchema = z.enum(VIEWS).catch('look');
const backendSchema = z.enum(BACKENDS.map(({ name }) => name) as [string, ...string[]]).catch('reference');

/** Longest address that is read at all. */
const MAX_LENGTH = 4000;

/** Reads a location's hash, `#/look?dataSet=moons&noise=0.2`; anything that is not allowed becomes the default. */
export function readAddress(hash: string): AddressState {
  const [path = '', query = ''] = hash.slice(0, MAX_LENGTH).replace(/^#\/?/, '').split('?');
  const values = new Map(new URLSearchParams(query));
  const number = (key: string): number | undefined => {
    const text = values.get(key);
    return text === undefined || text.trim() === '' ? undefined : Number(text);
  };
  return {
    view: viewSchema.parse(path),
    backend: backendSchema.parse(values.get('backend')),
    look: lookSettingsSchema.parse({
      dataSet: values.get('dataSet'),
      points: number('points'),
      noise: number('noise'),
      labelNoise: number('labelNoise'),
      activation: values.get('activation'),
      penalty: values.get('penalty'),
      lambda: number('lambda'),
      schedule: values.get('schedule'),
      target: number('target'),
      seed: number('seed'),
      added: readPoints(values.get('added')),
    }),
  };
}

/** Writes the hash that `readAddress` reads back; what is at its default is left out. */
export function writeAddress({ view, backend, look }: AddressState): string {
  const query = new URLSearchParams();
  if (backend !== 'reference') query.set('backend', backend);
  if (view === 'look') {
    for (const [key, value] of Object.entries(look)) {
      if (key !== 'added' && value !== DEFAULT_LOOK[key as keyof LookSettings]) query.set(key, String(value));
    }
    if (look.added.length > 0) query.set('added', look.added.map(writePoint).join('_'));
  }
  const text = query.toString();
  return text === '' ? `#/${view}` : `#/${view}?${text}`;
}

/** Points as hundredths: `-53.21.1` is (−0.53, 0.21) of class 1. */
function writePoint([x, y, label]: AddedPoint): string {
  return `${Math.round(100 * x)}.${Math.round(100 * y)}.${label}`;
}

function readPoints(text: string | undefined): unknown {
  if (text === undefined) return [];
  return text.split('_').map((point) => {
    const [x, y, label] = point.split('.').map(Number);
    return [x! / 100, y! / 100, label];
  });
}
