import { ChainzRuleError } from '../errors/chainzrule-error.ts';
import { fail } from '../errors/fail.ts';

const advice: Readonly<Record<string, string>> = {
  ENOENT: 'it, or a folder on the way to it, does not exist; check the path, or create the folder first',
  ENOTDIR: 'a part of the path is a file, not a folder; check the path',
  EISDIR: 'it is a folder; give the path of a file',
  EACCES: 'permission is denied; choose another place, or change its permissions',
  EPERM: 'the system does not permit it; choose another place, or change its permissions',
  EROFS: 'the file system is read-only; choose another place',
  ENOSPC: 'the disk is full; free some space, or choose another disk',
  EDQUOT: 'the disk quota is used up; free some space, or choose another disk',
  EFBIG:
    'the file may not become that large (a limit of the process or of the file system); raise it, or choose another disk',
  EMFILE: 'too many files are open; close some, or raise the limit',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
};

/** Throws `IO_FAILED` for an error of the file system, saying what to do about it; errors of this project pass through. */
export function failIo(action: string, path: string, error: unknown): never {
  if (ChainzRuleError.isInstance(error)) throw error;
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = (code !== undefined && advice[code]) || message;
  fail(
    'IO_FAILED',
    `${action} ${path} failed${code === undefined ? '' : ` (${code})`}: ${reason}`,
    { path, reason: code },
    error,
  );
}
