/** A device's words for a table: of a browser's long name only what it is and its version. */
export function deviceText(device: string): string {
  return device.replace(
    /Mozilla\/5\.0 \([^)]*\)(?: \w+\/[\d.]+)?(?: \(KHTML, like Gecko\))?(?: Version\/[\d.]+)? (\w+)\/(\d+)\S*(?: \w+\/[\d.]+)*/,
    '$1 $2',
  );
}
