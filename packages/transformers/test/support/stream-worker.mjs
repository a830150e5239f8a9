// Embeds COUNT generated texts one after another and says what memory it took: node stream-worker.mjs COUNT whole|blocks
import { embedBlocks, embedTexts } from '@chainzrule/transformers';

const [, , count, mode] = process.argv;
const DIMENSIONS = 384;
/** Counts of characters: an encoder that costs nothing, so that only what stands around it shows. */
const encoder = {
  identity: { kind: 'letters', source: 'letters' },
  device: 'cpu',
  dimensions: DIMENSIONS,
  maxTokens: null,
  encode: async (texts) => {
    const vectors = new Float32Array(texts.length * DIMENSIONS);
    texts.forEach((text, row) => {
      for (let i = 0; i < 40; i++) vectors[row * DIMENSIONS + text.charCodeAt(i)]++;
    });
    return { vectors, tokens: new Int32Array(texts.length).fill(40) };
  },
  [Symbol.asyncDispose]: async () => {},
};
let bytes = 0;
/** 4 KB a text, no two alike. */
function* texts() {
  for (let i = 0; i < Number(count); i++) {
    const text = `the film number ${i} is good`.padEnd(4096, '. ');
    bytes += text.length;
    yield text;
  }
}
await embedTexts(encoder, ['warm up']);
const before = process.memoryUsage.rss();
let peak = before;
const look = () => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
const options = { onProgress: look };
let rows = 0;
if (mode === 'whole') rows = (await embedTexts(encoder, texts(), options)).vectors.rows;
else for await (const { vectors } of embedBlocks(encoder, texts(), options)) rows += vectors.rows;
look();
process.stdout.write(JSON.stringify({ rows, bytes, grown: peak - before }));
