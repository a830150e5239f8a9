/** How the user called this program, for examples they can copy. */
export function commandName(): string {
  return process.env['CHAINZRULE_COMMAND'] ?? 'chainzrule';
}
