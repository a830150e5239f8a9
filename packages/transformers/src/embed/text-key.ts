/** SHA-256 of a text's UTF-8 bytes: what its vector is kept under. */
export async function textKey(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}
