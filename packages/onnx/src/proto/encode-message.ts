import { Writer } from 'protobufjs/minimal.js';
import type { FieldSchema, MessageSchema, SchemaOf } from './schema.ts';

/** Wire types of the protobuf format. */
export const WIRE = { varint: 0, fixed32: 5, length: 2 } as const;

/**
 * Writes a message, fields by number, repeated numbers packed; fields that are undefined or an empty text are left out. Equal
 * messages give equal bytes. It walks the schema instead of generating code, so it runs under a strict Content-Security-Policy.
 */
export function encodeMessage<T extends object>(schema: SchemaOf<T>, value: T): Uint8Array<ArrayBuffer> {
  const writer = Writer.create();
  writeFields(writer, schema, value as Readonly<Record<string, unknown>>);
  return Uint8Array.from(writer.finish());
}

function writeFields(writer: Writer, schema: MessageSchema, value: Readonly<Record<string, unknown>>): void {
  for (const [name, field] of Object.entries(schema).sort(([, a], [, b]) => a.id - b.id)) {
    const content = value[name];
    if (content === undefined || content === '') continue;
    if (!field.repeated) writeField(writer, field, content);
    else if (isPacked(field)) writePacked(writer, field, content as readonly number[]);
    else for (const item of content as readonly unknown[]) writeField(writer, field, item);
  }
}

/** Whether the repeated numbers of a field stand together behind one tag. */
function isPacked({ kind }: FieldSchema): boolean {
  return kind === 'int' || kind === 'float';
}

function writePacked(writer: Writer, { id, kind }: FieldSchema, values: readonly number[]): void {
  if (values.length === 0) return;
  writer.uint32((id << 3) | WIRE.length).fork();
  for (const value of values) kind === 'int' ? writer.int64(value) : writer.float(value);
  writer.ldelim();
}

function writeField(writer: Writer, { id, kind }: FieldSchema, value: unknown): void {
  switch (kind) {
    case 'int':
      writer.uint32((id << 3) | WIRE.varint).int64(value as number);
      return;
    case 'float':
      writer.uint32((id << 3) | WIRE.fixed32).float(value as number);
      return;
    case 'string':
      writer.uint32((id << 3) | WIRE.length).string(value as string);
      return;
    case 'bytes':
      writer.uint32((id << 3) | WIRE.length).bytes(value as Uint8Array);
      return;
    default:
      writer.uint32((id << 3) | WIRE.length).fork();
      writeFields(writer, kind(), value as Readonly<Record<string, unknown>>);
      writer.ldelim();
  }
}
