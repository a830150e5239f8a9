// Embeds sentences FROM … TO ten at a time with a cache: node embed-worker.mjs ENCODER CACHE FROM TO
import { createEmbeddingCache, createEncoder, embedTexts } from '@chainzrule/transformers';

const [, , path, folder, from, to] = process.argv;
const encoder = await createEncoder(path);
const cache = await createEmbeddingCache(folder, encoder);
let encoded = 0;
const counted = {
  ...encoder,
  encode: (texts) => {
    encoded += texts.length;
    return encoder.encode(texts);
  },
};
for (let first = Number(from); first < Number(to); first += 10) {
  const texts = Array.from({ length: 10 }, (_, i) => `the film number ${first + i} is good`);
  await embedTexts(counted, texts, { cache });
  process.stdout.write(`kept ${first + 10}\n`);
}
process.stdout.write(`encoded ${encoded}\n`);
