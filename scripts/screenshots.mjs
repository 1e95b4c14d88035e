// `npm run screenshots`: the pictures of the README, taken of the real editor with the packaged extension, into docs/images.

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withPalette } from "./png.mjs";
import { Failure, installProject, main, root } from "./setup.mjs";

/** The extension holds them all, and has a limit too. */
const limit = 80_000;
/** Nothing in the picture but the file and what is said of it. */
const settings = {
  "breadcrumbs.enabled": false,
  "editor.fontSize": 15,
  "editor.lightbulb.enabled": "on",
  "editor.minimap.enabled": false,
  "editor.wordWrap": "on",
  "window.commandCenter": false,
  "workbench.activityBar.location": "hidden",
  "workbench.layoutControl.enabled": false,
};

await main(async () => {
  await installProject();
  const { packageAll, vsix } = await import("./package.mjs");
  await packageAll();
  const { runInBrowser } = await import("../test/e2e/run.mjs");
  const folder = join(root, "docs", "images");
  mkdirSync(folder, { recursive: true });
  const { failed } = await runInBrowser({
    suite: "suite/screenshots.ts",
    vsix,
    screenshots: folder,
    viewport: { width: 1100, height: 620 },
    settings,
  });
  if (failed > 0) return 1;
  for (const file of readdirSync(folder)) {
    if (file.endsWith(".png")) writeFileSync(join(folder, file), withPalette(readFileSync(join(folder, file))));
  }
  const large = readdirSync(folder).filter((file) => statSync(join(folder, file)).size > limit);
  if (large.length > 0) throw new Failure(`Larger than ${limit / 1_000} KB: ${large.join(", ")}.`);
  return 0;
});
