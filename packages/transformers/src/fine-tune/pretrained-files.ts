import { fail } from '@chainzrule/core';
import { env } from '@huggingface/transformers';
import { hashFiles, keepFile, keptPath, locateEncoder, missingFiles, readFolderFile, readKeptFile } from '#disk';

/** What a model must have. */
const FILES = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'] as const;

/** The files of a pretrained model, wherever they lie. */
export interface PretrainedFiles {
  /** Absolute path, or name on the hub. */
  readonly source: string;
  readonly local: boolean;
  readonly revision: string;
  /** The bytes of a file. @throws ChainzRuleError `IO_FAILED` where it is not there. */
  read(name: string): Promise<Uint8Array<ArrayBuffer>>;
  /** SHA-256 over files in order, hexadecimal; null where they are not on disk. */
  hash(names: readonly string[]): Promise<string | null>;
}

/**
 * Finds a model in a folder or on the hub. From the hub, files are fetched once and kept where transformers.js keeps its own
 * (`env.cacheDir`); `env.remoteHost` and `env.remotePathTemplate` say where from. In a page there is the hub alone.
 * @throws ChainzRuleError `IO_FAILED` for a path where nothing is.
 */
export function pretrainedFiles(asked: string, revision = 'main'): PretrainedFiles {
  const place = locateEncoder(asked);
  if (place.kind === 'table') {
    fail('UNSUPPORTED', `${asked} is a file; fine-tuning needs the folder of a BERT: ${FILES.join(', ')}`);
  }
  if (place.kind === 'folder') {
    const { path } = place;
    const missing = missingFiles(path, FILES);
    if (missing.length > 0)
      fail('IO_FAILED', `the BERT ${asked} lacks ${missing.join(', ')}; needed are ${FILES.join(', ')}`, {
        path,
        missing,
      });
    const read = (name: string): Promise<Uint8Array<ArrayBuffer>> => readFolderFile(path, name);
    const hash = (names: readonly string[]): Promise<string | null> =>
      hashFiles(names.map((name) => `${path}/${name}`));
    return { source: path, local: true, revision, read, hash };
  }
  const model = place.name;
  return {
    source: model,
    local: false,
    revision,
    read: (name) => fetchOnce(model, revision, name),
    hash: (names) => hashFiles(names.map((name) => keptPath(model, revision, name) ?? name)),
  };
}

async function fetchOnce(model: string, revision: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const kept = await readKeptFile(model, revision, name);
  if (kept !== undefined) return kept;
  const bytes = await download(model, revision, name);
  await keepFile(model, revision, name, bytes);
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
