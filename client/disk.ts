// The disk, where the extension runs under Node.
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import type { Files } from "./readiness/writeWhole.ts";

export const disk: Files = {
  resolve: (path) => realpath(path).catch(() => path),
  async create(path, text, like) {
    const rights = await stat(like).then(
      ({ mode }) => mode & 0o777,
      () => 0o666,
    );
    const file = await open(path, "wx", rights);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  replace: rename,
  remove: (path) => rm(path, { force: true }),
};
