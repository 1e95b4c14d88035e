// `npm test [-- PART… [FILTER…]]`: installs what is missing and runs everything, or the parts that are named. Ends with `N passed, N failed`.

import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure, installProject, main, root, runNode } from "./setup.mjs";

const tool = (...path) => join(root, "node_modules", ...path);
const protocolTests = "test/lsp";
const containerTests = "test/containers";
/** With the compilers, libraries and tools that what is written is for. */
const realTests = "test/real";
const lastTests = { bundles: "test/bundle.test.ts", package: "test/package.test.ts" };

/** Every part, in the order of a full run: what is quick and tells most first, what reads the packed files last. */
const parts = {
  types: () =>
    checks([
      ["types", tool("typescript", "bin", "tsc"), "-p", "."],
      ["types of the engine, which knows neither Node nor a browser", tool("typescript", "bin", "tsc"), "-p", "server/engine"],
    ]),
  lint: () => checks([["format, lint and layers", tool("@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings"]]),
  deadcode: () => checks([["dead code", tool("knip", "bin", "knip.js")]]),
  generated: () => checks([["generated files are fresh", join(root, "scripts", "generate.mjs"), "--check"]]),
  unit: (filters) => vitest([...filters, ...without([protocolTests, containerTests, realTests, ...Object.values(lastTests)])]),
  protocol: (filters) => vitest([protocolTests, ...filters]),
  containers: (filters) => vitest([containerTests, ...filters]),
  real: (filters) => vitest([realTests, ...filters]),
  bundles: async () => {
    await (await packing()).build();
    return vitest([lastTests.bundles]);
  },
  package: async () => {
    await (await packing()).packageAll();
    return vitest([lastTests.package]);
  },
  e2e: async (filters) => {
    const { packageAll, vsix } = await packing();
    if (!existsSync(vsix) || !isFullRun) await packageAll();
    const { runBeside, runInBrowser } = await import("../test/e2e/run.mjs");
    const alone = await runInBrowser({ suite: "suite/index.ts", vsix, filters });
    const beside = await runBeside({ vsix, filters });
    return { passed: alone.passed + beside.passed, failed: alone.failed + beside.failed };
  },
};

const named = process.argv.slice(2);
const chosen = named.filter((name) => Object.hasOwn(parts, name));
const filters = named.filter((name) => !Object.hasOwn(parts, name));
const isFullRun = chosen.length === 0;

await main(async () => {
  const takesFilters = chosen.every((part) => ["unit", "protocol", "containers", "real", "e2e"].includes(part)) && !isFullRun;
  if (filters.length > 0 && !takesFilters) {
    throw new Failure(
      `There is no part ${filters.join(", ")}. The parts are ${Object.keys(parts).join(", ")}; unit, protocol, containers, real and e2e take filters after them.`,
    );
  }
  await installProject();
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const part of isFullRun ? Object.keys(parts) : chosen) {
    const start = performance.now();
    console.log(`\n${part}`);
    const result = await parts[part](filters).catch((error) => {
      console.error(error instanceof Failure ? error.message : error);
      return { passed: 0, failed: 1 };
    });
    for (const key of Object.keys(total)) total[key] += result[key] ?? 0;
    console.log(`${part}: ${((performance.now() - start) / 1_000).toFixed(1)} s`);
  }
  // Tests that need files which this checkout does not have say so by name above; they are counted, never hidden.
  console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
});

/** The build and packing scripts, which need the packages. */
async function packing() {
  const [{ build }, { packageAll, vsix }] = await Promise.all([import("./build.mjs"), import("./package.mjs")]);
  return { build, packageAll, vsix };
}

/** Checks that pass or fail as a whole. */
async function checks(commands) {
  const result = { passed: 0, failed: 0 };
  for (const [name, file, ...args] of commands) {
    const code = await runNode(file, args);
    result[code === 0 ? "passed" : "failed"]++;
    console.log(`  ${code === 0 ? "✓" : "✗"} ${name}`);
  }
  return result;
}

/** Runs test files and counts their tests. */
async function vitest(args) {
  const folder = join(root, "test", ".output");
  const output = join(folder, `vitest-${process.pid}.json`);
  mkdirSync(folder, { recursive: true });
  const code = await runNode(tool("vitest", "vitest.mjs"), [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${output}`,
    ...args,
  ]);
  if (!existsSync(output)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(output, "utf8"));
  rmSync(output);
  // A file that cannot be loaded has no tests to fail, and an error outside of tests fails the run alone.
  const unloadable = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  const failed = report.numFailedTests + unloadable;
  return {
    passed: report.numPassedTests,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function without(paths) {
  return paths.flatMap((path) => ["--exclude", path.endsWith(".ts") ? path : `${path}/**`]);
}
