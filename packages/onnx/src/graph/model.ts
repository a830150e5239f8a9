import { encodeMessage, type GraphProto, modelSchema } from '../proto/index.ts';
import { ML_DOMAIN } from './graph-builder.ts';

/** Operator sets that are written, with the file format version (IR) each came with. */
export const IR_OF_OPSET = { 17: 8, 21: 10 } as const;

/** Versions of ONNX's operators that are written: 21 needs ONNX Runtime 1.18 or later, 17 runs on 1.12. */
export type Opset = keyof typeof IR_OF_OPSET;

/** What a model says about itself. */
export interface ModelDescription {
  readonly opset: Opset;
  readonly docString?: string;
  /** Written in the order of its keys. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The producer that files of this package name. */
const PRODUCER = 'chainzrule';

/** A graph as the bytes of an ONNX file. */
export function encodeModel(
  graph: GraphProto,
  { opset, docString = '', metadata = {} }: ModelDescription,
): Uint8Array<ArrayBuffer> {
  const usesMl = graph.nodes.some(({ domain }) => domain === ML_DOMAIN);
  return encodeMessage(modelSchema, {
    irVersion: IR_OF_OPSET[opset],
    producerName: PRODUCER,
    producerVersion: '',
    docString,
    graph,
    opsetImport: [{ domain: '', version: opset }, ...(usesMl ? [{ domain: ML_DOMAIN, version: 2 }] : [])],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
}
