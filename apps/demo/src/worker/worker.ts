import { loadBackend } from '../backends/load-backend.ts';
import { LookSession } from '../look/look-session.ts';
import { Workspace } from '../use/workspace.ts';
import { serveCalls } from './serve-calls.ts';

const workspace = new Workspace();

serveCalls(self as unknown as Parameters<typeof serveCalls>[0], {
  look: async (order, context) => await new LookSession(order, context, loadBackend).run(),
  openBackend: async (asked) => {
    const { name, device } = await loadBackend(asked);
    return { name, device };
  },
  judge: async (order, context) => await (await import('../backends/judge-backends.ts')).judgeBackends(order, context),
  openTable: async ({ file, header }) => await workspace.openTable(file, header),
  openSample: async () => workspace.openSample(),
  train: async (order, context) => await workspace.train(order, await loadBackend(order.backend), context),
  modelFiles: async () => await workspace.files(),
  openModel: async (file) => await workspace.openModel(file),
  predict: async ({ file, backend }) => await workspace.predict(file, await loadBackend(backend)),
});
