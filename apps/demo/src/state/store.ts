import { effect, signal } from '@preact/signals';
import type { LookSettings } from '../look/look-settings.ts';
import { readAddress, type ViewName, writeAddress } from './address.ts';

const first = readAddress(location.hash);

/** The page's shareable state; the address follows it and it follows the address. */
export const view = signal<ViewName>(first.view);
export const backend = signal<string>(first.backend);
export const look = signal<LookSettings>(first.look);

/** Changes some of the Look view's settings. */
export function changeLook(changes: Partial<LookSettings>): void {
  look.value = { ...look.value, ...changes };
}

/** The address of another view with the same settings. */
export function addressOf(name: ViewName): string {
  return writeAddress({ view: name, backend: backend.value, look: look.value });
}

/** Ties the state to the address bar, for the life of the page. */
export function followAddress(): void {
  effect(() => {
    const address = addressOf(view.value);
    if (address !== location.hash) history.replaceState(null, '', address);
  });
  addEventListener('hashchange', () => {
    const state = readAddress(location.hash);
    view.value = state.view;
    backend.value = state.backend;
    if (state.view === 'look') look.value = state.look;
  });
}
