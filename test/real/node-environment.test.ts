// The schema that is generated takes what is right and refuses what is wrong, and the test beside it passes in the project's own runner.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { program } from "../generators/node-programs.ts";
import { type Files, render, withGenerated } from "../generators/support.ts";
import { installPackages, lay, root, run } from "./node-packages.ts";

const minutes = 60_000;
const secret = "kr7Qz2vW9xT4mB8nL1pD6sF3hJ5gY0cA";

beforeAll(() => installPackages(), 10 * minutes);

function generated(files: Files, answers: Readonly<Record<string, unknown>> = {}): Files {
  const { "package-lock.json": _, ...laid } = withGenerated(files, render("environment", files, answers));
  return laid;
}

describe("the schema", () => {
  let parseEnv: (source: Record<string, unknown>) => Record<string, unknown>;
  const right = { SESSION_SECRET: secret, DATABASE_URL: "postgres://db.internal/orders", API_URL: "https://api.internal" };

  beforeAll(async () => {
    const code = `process.env.SESSION_SECRET;
process.env.DATABASE_URL;
process.env.API_URL;
process.env.TRACING === "true";
process.env.LIMIT ?? 10;
process.env.ORIGINS?.split(",");
process.env.LOG_LEVEL ?? "info";
`;
    const files = generated({ ...program("express", "esm"), "src/settings.js": code }, { services: "postgres" });
    const folder = lay("env-schema", files);
    ({ parseEnv } = await import(pathToFileURL(join(folder, "src/env.schema.js")).href));
  });

  /** The names of what is wrong. */
  function wrong(changes: Readonly<Record<string, unknown>>): string[] {
    try {
      parseEnv({ ...right, ...changes });
      return [];
    } catch (error) {
      return [...(error as Error).message.matchAll(/^ {2}(\w+): /gm)].map((match) => match[1] as string);
    }
  }

  it("fills in what may be missing, takes empty for missing, and freezes", () => {
    const env = parseEnv({ ...right, PORT: "", LIMIT: "5", TRACING: "false", ORIGINS: "a, b" });
    expect(env).toMatchObject({
      NODE_ENV: "development",
      APP_ENV: "development",
      PORT: 3000,
      LIMIT: 5,
      TRACING: false,
      ORIGINS: ["a", "b"],
      LOG_LEVEL: "info",
    });
    expect(Object.isFrozen(env)).toBe(true);
    expect(wrong({ NODE_ENV: "test" })).toEqual([]);
  });

  it.each([
    [{ PORT: "99999" }, "PORT"],
    [{ PORT: "3000.5" }, "PORT"],
    [{ PORT: "0" }, "PORT"],
    [{ PORT: "http" }, "PORT"],
    [{ LIMIT: "many" }, "LIMIT"],
    [{ TRACING: "yes" }, "TRACING"],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL"],
    [{ NODE_ENV: "staging" }, "NODE_ENV"],
    [{ APP_ENV: "production" }, "NODE_ENV"],
    [{ APP_ENV: "staging", NODE_ENV: "test" }, "NODE_ENV"],
    [{ DATABASE_URL: "localhost:5432" }, "DATABASE_URL"],
    [{ DATABASE_URL: "https://db.internal" }, "DATABASE_URL"],
    [{ API_URL: "javascript:alert(1)" }, "API_URL"],
    [{ API_URL: "" }, "API_URL"],
    [{ SESSION_SECRET: "short" }, "SESSION_SECRET"],
    [{ SESSION_SECRET: "x".repeat(40) }, "SESSION_SECRET"],
    [{ SESSION_SECRET: "change-me-change-me-change-me-change-me" }, "SESSION_SECRET"],
  ])("refuses %j", (changes, name) => {
    expect(wrong(changes)).toEqual([name]);
  });

  it("takes production for what it is", () => {
    expect(wrong({ NODE_ENV: "production", APP_ENV: "production" })).toEqual([]);
    expect(wrong({ NODE_ENV: "production", APP_ENV: "staging" })).toEqual([]);
  });
});

describe("the test that the example agrees", () => {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const runners = [
    ["vitest", "ts", { devDependencies: { vitest: "*" } }, [vitest, "run", "--root", "."]],
    ["node", "esm", { scripts: { start: "node src/index.js", test: "node --test" } }, ["--test", "src/"]],
    ["node", "cjs", { scripts: { start: "node src/index.js", test: "node --test" } }, ["--test", "src/"]],
  ] as const;

  it.each(runners)("passes with %s in %s, and fails once a name is missing", { timeout: 2 * minutes }, (name, language, extra, words) => {
    for (const example of [undefined, "# of ours\nEXTRA=1\nPORT=8080\n"]) {
      const before = { ...program("express", language, [], extra), ...(example === undefined ? {} : { ".env.example": example }) };
      const folder = lay(`env-${name}-${language}`, { ...generated(before), "vitest.config.mjs": "export default {};\n" });
      run(process.execPath, words, folder);
      const path = join(folder, ".env.example");
      writeFileSync(path, readFileSync(path, "utf8").replace(/^PORT=.*\n/m, ""));
      expect(() => run(process.execPath, words, folder)).toThrow("PORT");
    }
  });
});
