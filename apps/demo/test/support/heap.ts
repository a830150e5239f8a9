import type { CDPSession, Page } from 'playwright-core';

/** Bytes of heap in use after a collection: the page's own, and its workers' together. */
export async function heapAfterCollection(page: Page): Promise<{ readonly page: number; readonly workers: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const workers: number[] = [];
  for (const id of await attachedWorkers(session)) {
    await ask(session, id, 'HeapProfiler.collectGarbage');
    workers.push(((await ask(session, id, 'Runtime.getHeapUsage')) as { usedSize: number }).usedSize);
  }
  await session.detach();
  if (workers.length === 0) throw new Error('the page has no worker whose heap could be looked at');
  return { page: usedSize, workers: workers.reduce((sum, size) => sum + size, 0) };
}

/** Sessions of the page's dedicated workers. */
async function attachedWorkers(session: CDPSession): Promise<string[]> {
  const ids: string[] = [];
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') ids.push(sessionId);
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  return ids;
}

let lastId = 0;

/** One command to a worker, by messages through the page's session. */
async function ask(session: CDPSession, sessionId: string, method: string): Promise<unknown> {
  const id = ++lastId;
  const answer = new Promise<unknown>((resolve, reject) => {
    session.on('Target.receivedMessageFromTarget', (event) => {
      const message = JSON.parse(event.message) as { id?: number; result?: unknown; error?: { message: string } };
      if (message.id !== id) return;
      if (message.error === undefined) resolve(message.result);
      else reject(new Error(`${method}: ${message.error.message}`));
    });
  });
  await session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
  return await answer;
}
