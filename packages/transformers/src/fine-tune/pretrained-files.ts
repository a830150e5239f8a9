import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail } from '@chainzrule/core';
import { readFileBounded, writeFileAtomic } from '@chainzrule/core/node';
import { env } from '@huggingface/transformers';
import { locateEncoder } from '../encoder/encoder-files.ts';

/** Largest file that is read: 8 GiB. */
const MAX_BYTES = 2 ** 33;

/** The files of a pretrained model, wherever they lie. */
export interface PretrainedFiles {
  /** Absolute path, or name on the hub. */
  readonly source: string;
  readonly local: boolean;
  readonly revision: string;
  /** The bytes of a file. @throws ChainzRuleError `IO_FAILED` where it is not there. */
  read(name: string): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Finds a model in a folder or on the hub. From the hub, files are fetched once and kept where transformers.js keeps its own
 * (`env.cacheDir`); `env.remoteHost` and `env.remotePathTemplate` say where from.
 * @throws ChainzRuleError `IO_FAILED` for a path where nothing is.
 */
export function pretrainedFiles(asked: string, revision = 'main'): PretrainedFiles {
  const place = locateEncoder(asked);
  if (place.kind === 'table') {
    fail(
      'UNSUPPORTED',
      `${asked} is a file; fine-tuning needs the folder of a BERT: config.json, model.safetensors, tokenizer.json`,
    );
  }
  if (place.kind === 'folder') {
    const read = (name: string): Promise<Uint8Array<ArrayBuffer>> => readFileBounded(join(place.path, name), MAX_BYTES);
    return { source: place.path, local: true, revision, read };
  }
  return { source: place.name, local: false, revision, read: (name) => fetchOnce(place.name, revision, name) };
}

async function fetchOnce(model: string, revision: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const kept = env.cacheDir === null ? undefined : join(env.cacheDir, model, revision === 'main' ? '' : revision, name);
  if (kept !== undefined && existsSync(kept)) return await readFileBounded(kept, MAX_BYTES);
  const bytes = await download(model, revision, name);
  if (kept !== undefined) {
    await mkdir(dirname(kept), { recursive: true });
    await writeFileAtomic(kept, bytes);
  }
  return bytes;
}

async function download(model: string, revision: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const asked = `${name} of ${model} (revision ${revision})`;
  const details = { model, revision, file: name };
  if (!env.allowRemoteModels)
    fail('IO_FAILED', `${asked} is not in the cache, and env.allowRemoteModels is false; give a folder`, details);
  const folder = env.remotePathTemplate
    .replaceAll('{model}', model)
    .replaceAll('{revision}', encodeURIComponent(revision));
  const url = new URL(`${folder.replace(/\/?$/, '/')}${name}`, env.remoteHost);
  try {
    const response = await env.fetch(url.href);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    const advice = [401, 403].includes(response.status)
      ? 'the model is private or gated: download it yourself and give its folder'
      : 'check the name and revision, and that the model has this file';
    return fail('IO_FAILED', `${asked} could not be fetched: ${url.host} answered ${response.status}; ${advice}`, {
      ...details,
      status: response.status,
    });
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'IO_FAILED') throw error;
    const advice = 'is there a network? A folder with the files needs none: give its path';
    return fail(
      'IO_FAILED',
      `${asked} could not be fetched from ${url.host}: ${String(error)}; ${advice}`,
      details,
      error,
    );
  }
}
