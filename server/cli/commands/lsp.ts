import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError } from "../command.ts";
import type { Io } from "../io.ts";
import { type ParsedArguments, UsageError } from "../options.ts";

/** `lsp`: hands over to the language server, which stands beside this program and reads `--stdio` for itself. */
export async function serve(parsed: ParsedArguments, io: Io): Promise<number> {
  if (!parsed.has("stdio") || parsed.operands.length > 0)
    throw new UsageError("the language server is started by `deployment-patterns lsp --stdio`");
  const server = join(io.programFolder, "server.cjs");
  if (!existsSync(server)) throw new InputError(`${server}: no such file or folder; the language server is part of the package`);
  await import(pathToFileURL(server).href);
  return 0;
}
