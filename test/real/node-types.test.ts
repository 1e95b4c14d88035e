// The compiler reads all TypeScript that is generated, with the types of the real frameworks and libraries.
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { nodeFrameworks, program } from "../generators/node-programs.ts";
import { combinations, type Files, render, withGenerated } from "../generators/support.ts";
import { installPackages, lay, root, run } from "./node-packages.ts";

const minutes = 60_000;
beforeAll(() => installPackages(), 10 * minutes);

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  skipLibCheck: true,
  noEmit: true,
  target: "es2023",
  types: ["node"],
  jsx: "preserve",
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

function expectCompiles(name: string, files: Files, settings: Readonly<Record<string, unknown>>): void {
  const project = { compilerOptions: { ...strict, ...settings }, include: ["**/*.ts", "**/*.tsx"] };
  const folder = lay(name, { ...files, "tsconfig.json": `${JSON.stringify(project, null, 2)}\n` });
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], folder);
}

/** Generated for each combination of answers, one folder each. */
function generated(language: "ts" | "ts-bundler", extra: Readonly<Record<string, unknown>> = {}): Files {
  const all: Record<string, string> = {};
  for (const framework of nodeFrameworks) {
    for (const [index, answers] of combinations({
      services: ["", "postgres,redis"],
      checks: ["", "postgres"],
      details: ["token", "none"],
    }).entries()) {
      const database =
        'import { Pool } from "pg";\nimport { Redis } from "ioredis";\nexport const pool = new Pool();\nexport const redis = new Redis();\n';
      const before = { ...program(framework, language, ["pg", "ioredis"], extra), "src/db.ts": database };
      const after = withGenerated(before, render("health", before, answers), render("environment", before, answers));
      for (const [path, text] of Object.entries(after)) if (!path.endsWith("tsconfig.json")) all[`${framework}-${index}/${path}`] = text;
    }
  }
  return all;
}

describe("generated TypeScript compiles", () => {
  it("with endings in imports", { timeout: 5 * minutes }, () => {
    const files = generated("ts", { devDependencies: { vitest: "*" } });
    // Next.js writes imports without endings, which its bundler resolves.
    const others = Object.entries(files).filter(([path]) => !path.startsWith("next-"));
    expect(others.length).toBeGreaterThan(100);
    expectCompiles("types-nodenext", Object.fromEntries(others), { module: "nodenext", verbatimModuleSyntax: true });
  });

  it("without endings in imports", { timeout: 5 * minutes }, () => {
    const files = generated("ts-bundler", { scripts: { test: "node --test" } });
    expectCompiles("types-bundler", files, { module: "esnext", moduleResolution: "bundler", lib: ["es2023", "dom"] });
  });

  it("with every library that is asked", { timeout: 5 * minutes }, () => {
    const libraries: readonly (readonly [string, readonly string[]])[] = [
      ["postgres", ["pg", "postgres", "knex", "sequelize", "typeorm", "@prisma/client"]],
      ["mysql", ["mysql2", "mariadb"]],
      ["mongodb", ["mongodb", "mongoose"]],
      ["redis", ["ioredis", "redis"]],
      ["rabbitmq", ["amqplib"]],
    ];
    const all: Record<string, string> = {};
    for (const [service, names] of libraries) {
      for (const library of names) {
        const before = program("express", "ts", [library]);
        const after = withGenerated(before, render("health", before, { services: service, checks: service }));
        for (const [path, text] of Object.entries(after))
          if (path.endsWith(".ts")) all[`${service}-${library.replace("/", "-")}/${path}`] = text;
      }
    }
    // What the libraries give is what the generated code takes.
    all["use.ts"] = `import { createClient } from "redis";
import { createPool } from "mysql2/promise";
import { health as mysql } from "./mysql-mysql2/src/health.js";
import { health as redis } from "./redis-redis/src/health.js";
redis({ redis: createClient() });
mysql({ mysql: createPool({}) });
`;
    expectCompiles("types-libraries", { ...all, "package.json": '{ "type": "module" }\n' }, { module: "nodenext" });
  });
});
