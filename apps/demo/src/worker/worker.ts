import { loadBackend } from '../backends/load-backend.ts';
import { LookSession } from '../look/look-session.ts';
import { serveCalls } from './serve-calls.ts';

serveCalls(self as unknown as Parameters<typeof serveCalls>[0], {
  look: async (order, context) => await new LookSession(order, context, loadBackend).run(),
});
