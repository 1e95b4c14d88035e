/** What writing a file whole asks of the disk. */
export interface Files {
  /** The file that a path leads to: where it is a link, what that points to. */
  resolve(path: string): Promise<string>;
  /** Writes a file that is not there yet, with the rights of `like` where that is there, and waits until it is on the disk. */
  create(path: string, text: string, like: string): Promise<void>;
  /** Puts a file in the place of another in one step, so that there is never none. */
  replace(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}

/**
 * Writes a file so that it holds either the old text or the new one, whenever the process ends or the disk fails: beside it first, then moved over it.
 * The editor's own file system is of no use for that, as it deletes the old file before it moves the new one.
 */
export async function writeWhole(files: Files, path: string, text: string): Promise<void> {
  const target = await files.resolve(path);
  const beside = `${target}.tmp-${Math.random().toString(36).slice(2)}`;
  try {
    await files.create(beside, text, target);
    await files.replace(beside, target);
  } catch (fault) {
    await files.remove(beside).catch(() => {});
    throw fault;
  }
}
