import type { BackendV1 } from '../contract/backend.ts';

/** What a backend says about itself. */
export type BackendDescription = Pick<BackendV1, 'name' | 'device' | 'arithmetic' | 'capabilities'>;
