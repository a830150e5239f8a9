import { Reader } from 'protobufjs/minimal.js';
import { WIRE } from './encode-message.ts';
import type { FieldSchema, MessageSchema, SchemaOf } from './schema.ts';

/** Deepest nesting of messages that is read: a guard against hostile files (a model with one loop needs 8). */
const MAX_DEPTH = 64;

/**
 * Reads a message; fields the schema does not name are skipped, bytes are views into `bytes`, not copies. Nothing is allocated by a
 * size that a file only claims.
 * @throws Error for bytes that are not this message.
 */
export function decodeMessage<T extends object>(schema: SchemaOf<T>, bytes: Uint8Array): T {
  // A plain view: for Node's Buffer the reader would give Buffers back.
  const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = Reader.create(view);
  return readFields(reader, schema, reader.len, 0) as T;
}

function readFields(reader: Reader, schema: MessageSchema, end: number, depth: number): Record<string, unknown> {
  if (depth > MAX_DEPTH) throw new RangeError(`messages nest more than ${MAX_DEPTH} deep`);
  const value: Record<string, unknown> = {};
  const names = new Map<number, string>();
  for (const [name, field] of Object.entries(schema)) {
    names.set(field.id, name);
    value[name] = field.repeated ? [] : field.kind === 'string' ? '' : undefined;
  }
  while (reader.pos < end) {
    const tag = reader.uint32();
    const name = names.get(tag >>> 3);
    const wire = tag & 7;
    if (tag >>> 3 === 0) throw new RangeError(`field number 0 at byte ${reader.pos}`);
    if (name === undefined) reader.skipType(wire);
    else readInto(reader, value, name, schema[name]!, wire, depth);
    if (reader.pos > end) throw new RangeError(`a field runs past its message at byte ${reader.pos}`);
  }
  return value;
}

function readInto(
  reader: Reader,
  value: Record<string, unknown>,
  name: string,
  field: FieldSchema,
  wire: number,
  depth: number,
): void {
  if (!field.repeated) {
    value[name] = readField(reader, field, wire, depth);
    return;
  }
  const list = value[name] as unknown[];
  const single = field.kind === 'int' ? WIRE.varint : WIRE.fixed32;
  if ((field.kind === 'int' || field.kind === 'float') && wire === WIRE.length) {
    const end = endOf(reader);
    while (reader.pos < end) list.push(readField(reader, field, single, depth));
    if (reader.pos > end) throw new RangeError(`packed numbers run past their field at byte ${reader.pos}`);
    return;
  }
  list.push(readField(reader, field, wire, depth));
}

function readField(reader: Reader, { id, kind }: FieldSchema, wire: number, depth: number): unknown {
  const expected = kind === 'int' ? WIRE.varint : kind === 'float' ? WIRE.fixed32 : WIRE.length;
  if (wire !== expected)
    throw new RangeError(`field ${id} has wire type ${wire} at byte ${reader.pos}, not ${expected}`);
  if (kind === 'int') return toInteger(Number(reader.int64().toString()));
  if (kind === 'float') return reader.float();
  const end = endOf(reader);
  if (typeof kind === 'function') return readFields(reader, kind(), end, depth + 1);
  const content = reader.buf.subarray(reader.pos, end);
  reader.pos = end;
  return kind === 'bytes' ? content : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
}

function endOf(reader: Reader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len)
    throw new RangeError(`${length} bytes are announced at byte ${reader.pos}, ${reader.len - reader.pos} are there`);
  return end;
}

function toInteger(number: number): number {
  if (!Number.isSafeInteger(number)) throw new RangeError(`the integer ${number} is too large`);
  return number;
}
