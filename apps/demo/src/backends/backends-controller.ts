import { signal } from '@preact/signals';
import { backend } from '../state/store.ts';
import { WorkerClient } from '../worker/worker-client.ts';
import type { OpenedBackend } from './backend-messages.ts';

const worker = new WorkerClient();

/** What is known of the backends that were opened here, by name. */
export const opened = signal<Readonly<Record<string, OpenedBackend>>>({});
export const opening = signal<string | undefined>(undefined);
/** Why a backend could not be opened, by name. */
export const refused = signal<Readonly<Record<string, string>>>({});

/** Opens a backend; if it works here, the whole page computes with it from now on. */
export async function choose(name: string): Promise<void> {
  opening.value = name;
  const { [name]: _, ...others } = refused.value;
  refused.value = others;
  try {
    const facts = await worker.call('openBackend', name).result;
    opened.value = { ...opened.value, [name]: facts };
    // A later choice may have been made meanwhile.
    if (opening.value === name) backend.value = name;
  } catch (error) {
    refused.value = { ...refused.value, [name]: (error as Error).message };
  } finally {
    if (opening.value === name) opening.value = undefined;
  }
}
