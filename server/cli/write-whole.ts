import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/**
 * Writes a file so that whoever reads it finds the old text or the new one whole, whenever the program is killed: beside it first, then in its place. The
 * mode stays, and a symbolic link goes on leading to the file. What a killed program has left beside it is taken away.
 * @throws what the file system says.
 */
export function writeWhole(path: string, text: string): void {
  const target = targetOf(path);
  const [folder, name] = [dirname(target), basename(target)];
  const before = statSync(target, { throwIfNoEntry: false });
  // What must not be written must not be replaced either.
  if (before) accessSync(target, constants.W_OK);
  removeLeftovers(folder, name);
  const beside = join(folder, `.${name}.${process.pid}.tmp`);
  try {
    const file = openSync(beside, "wx");
    try {
      if (before) fchmodSync(file, before.mode & 0o7777);
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** The file that a path leads to, through symbolic links, whether it is there or not. */
function targetOf(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isSymbolicLink()) return path;
  // One that leads nowhere yet gets its file there.
  return statSync(path, { throwIfNoEntry: false }) ? realpathSync(path) : resolve(dirname(path), readlinkSync(path));
}

/** Takes away what programs have left that run no more. */
function removeLeftovers(folder: string, name: string): void {
  for (const one of readdirSync(folder)) {
    if (!one.startsWith(`.${name}.`)) continue;
    const id = /^(\d+)\.tmp$/.exec(one.slice(name.length + 2))?.[1];
    if (id !== undefined && (Number(id) === process.pid || !isRunning(Number(id)))) rmSync(join(folder, one), { force: true });
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
