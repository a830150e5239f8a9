import { fail } from '@chainzrule/core';
import type { Redis } from 'ioredis';
import { connectionOf, type RedisAddress } from './connection.ts';
import type { ByteStore } from './data-exchange.ts';

/** Redis as a store of bytes, beside the queue. */
export interface Store extends ByteStore {
  /** Whether each key exists. */
  existing(keys: readonly string[]): Promise<boolean[]>;
  disconnect(): void;
}

/**
 * Opens it, when Redis has answered once; later it may go away and come back.
 * @throws ChainzRuleError `INVALID_ARGUMENT`, `MISSING_DEPENDENCY`, `IO_FAILED` if nothing answers or the credentials are refused.
 */
export async function openStore(url: string): Promise<Store> {
  const address = connectionOf(url);
  const redis = await connect(address);
  await firstAnswer(redis, address);
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

async function connect(address: RedisAddress): Promise<Redis> {
  try {
    const { Redis } = await import('ioredis');
    return new Redis(address);
  } catch (error) {
    return fail('MISSING_DEPENDENCY', 'a queue needs BullMQ and ioredis: npm install bullmq ioredis', {}, error);
  }
}

/** How long the first answer may take. */
const PATIENCE_MS = 10_000;

async function firstAnswer(redis: Redis, { host, port }: RedisAddress): Promise<void> {
  let last: Error | undefined;
  let refused: (error: Error) => void = () => undefined;
  // Stays for good: without a listener a lost connection would end the process.
  redis.on('error', (error: Error) => {
    last = error;
    if (error.name === 'ReplyError') refused(error);
  });
  const problem = await new Promise<string | undefined>((resolve) => {
    const timer = setTimeout(() => resolve('is Redis running there, and can this machine reach it?'), PATIENCE_MS);
    refused = () => resolve('set CHAINZRULE_REDIS_PASSWORD, and CHAINZRULE_REDIS_USER if it has users');
    redis.once('ready', () => resolve(undefined));
    redis.once('end', () => clearTimeout(timer));
    redis.once('ready', () => clearTimeout(timer));
  });
  if (problem === undefined) return;
  redis.disconnect();
  const found = last?.message.slice(0, 200) ?? 'no answer';
  fail('IO_FAILED', `the queue at ${host}:${port} cannot be used: ${found}; ${problem}`, {}, last);
}
