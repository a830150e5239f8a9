/** How one field of a message is written. `message` is a function since messages may hold their own kind. */
export interface FieldSchema {
  /** The field's number. */
  readonly id: number;
  readonly kind: 'int' | 'float' | 'string' | 'bytes' | (() => MessageSchema);
  readonly repeated: boolean;
}

/** The fields of a message by the names they have in TypeScript. */
export type MessageSchema = Readonly<Record<string, FieldSchema>>;

/** A schema that names every field of `T`, and no other. */
export type SchemaOf<T> = { readonly [Name in keyof T]-?: FieldSchema };

/** A 64-bit integer (every integer field and enum of ONNX is a varint). */
export const int = (id: number): FieldSchema => ({ id, kind: 'int', repeated: false });
/** A float32. */
export const float = (id: number): FieldSchema => ({ id, kind: 'float', repeated: false });
/** UTF-8 text. */
export const string = (id: number): FieldSchema => ({ id, kind: 'string', repeated: false });
/** Bytes. */
export const bytes = (id: number): FieldSchema => ({ id, kind: 'bytes', repeated: false });
/** A message in a message. */
export const message = (id: number, schema: () => MessageSchema): FieldSchema => ({
  id,
  kind: schema,
  repeated: false,
});
/** Any number of a field. */
export const repeated = (field: FieldSchema): FieldSchema => ({ ...field, repeated: true });
