import type { Page } from 'playwright-core';

/** Bytes in use after a collection, in the page and in its workers together. */
export async function heapAfterCollection(page: Page): Promise<{ readonly page: number; readonly workers: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const sizes = await Promise.all(
    page.workers().map(
      async (worker) =>
        await worker.evaluate(() => {
          const { gc, performance: clock } = globalThis as unknown as {
            gc(): void;
            performance: { memory: { usedJSHeapSize: number } };
          };
          gc();
          return clock.memory.usedJSHeapSize;
        }),
    ),
  );
  return { page: usedSize, workers: sizes.reduce((sum, size) => sum + size, 0) };
}
