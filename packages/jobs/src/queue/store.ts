import { fail } from '@chainzrule/core';
import type { Redis } from 'ioredis';
import { connectionOf } from './connection.ts';
import type { ByteStore } from './data-exchange.ts';

/** Redis as a store of bytes, beside the queue. */
export interface Store extends ByteStore {
  /** Whether each key exists. */
  existing(keys: readonly string[]): Promise<boolean[]>;
  disconnect(): void;
}

/** Opens it. @throws ChainzRuleError `INVALID_ARGUMENT`, `MISSING_DEPENDENCY`. */
export async function openStore(url: string): Promise<Store> {
  const redis = await connect(url);
  redis.on('error', () => undefined);
  return {
    setBuffer: (key, value) => redis.set(key, value),
    getBuffer: (key) => redis.getBuffer(key),
    async existing(keys): Promise<boolean[]> {
      if (keys.length === 0) return [];
      const pipeline = redis.pipeline();
      for (const key of keys) pipeline.exists(key);
      return ((await pipeline.exec()) ?? []).map(([error, found]) => error !== null || found === 1);
    },
    disconnect: () => redis.disconnect(),
  };
}

async function connect(url: string): Promise<Redis> {
  const address = connectionOf(url);
  try {
    const { Redis } = await import('ioredis');
    return new Redis(address);
  } catch (error) {
    return fail('MISSING_DEPENDENCY', 'a queue needs BullMQ and ioredis: npm install bullmq ioredis', {}, error);
  }
}
