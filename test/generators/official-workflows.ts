// GitHub's own parser of workflows, put together so that Node takes the JSON in it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

type Parser = typeof import("@actions/workflow-parser");

let loaded: Promise<Parser> | undefined;

/** What GitHub's parser objects to in a workflow. */
export async function objectionsTo(path: string, text: string): Promise<readonly string[]> {
  loaded ??= load();
  const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await loaded;
  const { context, value } = parseWorkflow({ name: path, content: text }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

async function load(): Promise<Parser> {
  const result = await build({
    stdin: { contents: 'export * from "@actions/workflow-parser";', resolveDir: import.meta.dirname },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  const folder = mkdtempSync(join(tmpdir(), "workflow-parser-"));
  try {
    const file = join(folder, "parser.mjs");
    writeFileSync(file, result.outputFiles[0]?.contents ?? "");
    return (await import(/* @vite-ignore */ file)) as Parser;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
