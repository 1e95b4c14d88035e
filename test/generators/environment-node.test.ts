import { describe, expect, it } from "vitest";
import { type NodeFramework, type NodeLanguage, nodeFrameworks, nodeLanguages, program } from "./node-programs.ts";
import { expectLawful, type Files, render, textOf, withGenerated } from "./support.ts";

const runners: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  none: {},
  vitest: { devDependencies: { vitest: "*" } },
  jest: { devDependencies: { jest: "*" } },
  node: { scripts: { start: "node src/index.js", test: "node --test" } },
};

describe.each(nodeFrameworks)("the environment of %s", (framework: NodeFramework) => {
  const languages = framework === "nestjs" ? nodeLanguages.filter((name) => name.startsWith("ts")) : nodeLanguages;

  it.each(languages)("in %s has what the health endpoints read, and needs none of it", (language: NodeLanguage) => {
    const files = program(framework, language);
    const both = withGenerated(files, render("health", files, { services: "" }));
    const schema = render("environment", both).files.find(({ path }) => /schema\.[jt]s$/.test(path))?.text;
    expect(schema).toContain("    HEALTH_TOKEN: secret(16).optional(),");
    expect(schema).toContain('    APP_VERSION: z.string().default("unknown"),');
  });

  it.each(languages)("in %s keeps the laws, with each test runner", (language: NodeLanguage) => {
    for (const [runner, extra] of Object.entries(runners)) {
      const result = expectLawful("environment", program(framework, language, [], extra));
      const paths = result.files.map(({ path }) => path);
      const isPlain = framework !== "next" && framework !== "nestjs";
      const hasTest = runner !== "none" && !(runner === "vitest" && language === "cjs" && framework !== "next");
      expect(paths.some((path) => path.includes(".test."))).toBe(hasTest);
      expect(paths.includes(`src/env.${language.startsWith("ts") ? "ts" : "js"}`)).toBe(isPlain);
      const schema = result.files.find(({ path }) => /schema\.[jt]s$/.test(path))?.text ?? "";
      for (const name of ["NODE_ENV", "APP_ENV", "PORT", "DATABASE_URL", "SESSION_SECRET"]) {
        expect(schema).toContain(`    ${name}: `);
        expect(textOf(result, ".env.example")).toMatch(new RegExp(`^${name}=`, "m"));
      }
      expect(textOf(result, ".env.example")).toMatch(/^SESSION_SECRET=$/m);
    }
  });
});

const reading = (code: string, more: readonly string[] = [], extra: Readonly<Record<string, unknown>> = {}): Files => ({
  ...program("express", "ts", more, extra),
  "src/settings.ts": code,
});

/** The schema of one variable that the code reads so. */
function field(code: string, name: string, answers: Readonly<Record<string, unknown>> = {}): string | undefined {
  const text = textOf(render("environment", reading(code), answers), "src/env.schema.ts");
  return new RegExp(`^ {4}${name}: (.*),$`, "m").exec(text)?.[1];
}

describe("the schema", () => {
  it.each([
    ["process.env.PORT", "PORT", "port.default(3000)"],
    ["Number(process.env.ADMIN_PORT)", "ADMIN_PORT", "port"],
    ["process.env.REDIS_URL", "REDIS_URL", "z.url({ protocol: /^rediss?$/ })"],
    ["process.env.PAYMENTS_URL", "PAYMENTS_URL", "z.url({ protocol: /^https?$/ })"],
    ["process.env.MONGO_URL", "MONGO_URL", "z.string().regex(/^mongodb(?:\\+srv)?:/)"],
    ["process.env.TRACING === 'true'", "TRACING", "flag.optional()"],
    ["process.env.LIMIT ?? 10", "LIMIT", "z.coerce.number().int().default(10)"],
    ["process.env.ORIGINS?.split(',')", "ORIGINS", "list.optional()"],
    ["process.env.REGION", "REGION", "z.string()"],
    ["process.env.JWT_SECRET", "JWT_SECRET", "secret(32)"],
    ["process.env.JWT_SECRET ?? 'dev'", "JWT_SECRET", "secret(32)"],
    ["process.env.SMTP_PASSWORD", "SMTP_PASSWORD", "secret(12)"],
    ["process.env.STRIPE_API_KEY", "STRIPE_API_KEY", "secret(16)"],
    ["process.env.NODE_ENV", "NODE_ENV", 'z.enum(["development", "test", "production"]).default("development")'],
    ["process.env.AMQP ?? 'amqp://guest:guest@queue'", "AMQP", "z.string().optional()"],
  ])("takes %s", (code, name, expected) => expect(field(code, name)).toBe(expected));

  it("restricts the database's address to what the application uses", () => {
    expect(field("process.env.DATABASE_URL", "DATABASE_URL", { services: "mysql" })).toBe("z.url({ protocol: /^mysql$/ })");
  });

  it("says what to install, and which zod it is written for", () => {
    const notes = (more: readonly string[], extra = {}) => render("environment", reading("", more, extra)).notes.join(" ");
    expect(notes([])).toContain("`npm install zod@4`");
    expect(notes(["zod"])).not.toContain("Install");
    const old = render("environment", reading("", [], { dependencies: { express: "5", zod: "^3.25.0" } }));
    expect(textOf(old, "src/env.schema.ts")).toContain('from "zod/v4"');
  });

  it("is found again by its own names once the code reads it", () => {
    const files = reading(
      "process.env.LIMIT ?? 10;\nprocess.env.JWT_SECRET;\nprocess.env.TRACING === 'true';\nprocess.env.ORIGINS?.split(',');\n",
    );
    const first = render("environment", files);
    const adopted = {
      ...withGenerated(files, first),
      "src/settings.ts": 'import { env } from "./env.js";\n',
      "src/index.ts": 'import { env } from "./env.js";\n',
    };
    const again = render("environment", adopted, {}, { replaces: true });
    expect(textOf(again, "src/env.schema.ts")).toBe(textOf(first, "src/env.schema.ts"));
  });
});

describe(".env.example", () => {
  it("gets the names that it lacks, and keeps the rest", () => {
    const existing = "# ours\nexport DATABASE_URL=postgres://localhost/x\n#SESSION_SECRET=\n";
    const result = render("environment", { ...program("express", "ts"), ".env.example": existing });
    expect(textOf(result, ".env.example").startsWith(`${existing}\n`)).toBe(true);
    expect(textOf(result, ".env.example").match(/DATABASE_URL|SESSION_SECRET/g)).toHaveLength(2);
    const merged = withGenerated(program("express", "ts"), result);
    const again = render("environment", merged).files.find(({ path }) => path === ".env.example");
    expect(again?.action).toBe("unchanged");
  });

  it("is written to the file that the project has for that", () => {
    const { files } = render("environment", { ...program("express", "ts"), ".env.sample": "A=1\n" });
    expect(files.map(({ path, action }) => `${path} ${action}`)).toContain(".env.sample edit");
  });

  it("holds no password that the code falls back on", () => {
    const result = render("environment", reading("process.env.QUEUE_URL ?? 'amqp://guest:s3cr3t-pass@queue'"));
    expect(result.files.map(({ text }) => text).join("")).not.toContain("s3cr3t");
  });

  it("documents what other languages read", () => {
    const files = {
      Gemfile: "gem 'rails'\n",
      "Gemfile.lock": "",
      "config/puma.rb": 'port ENV.fetch("PORT", 3000)\nENV.fetch("SECRET_KEY_BASE")\n',
    };
    const result = expectLawful("environment", files);
    expect(textOf(result, ".env.example")).toBe(
      "# Copy to .env, which stays out of Git, and fill in what has no value.\n\nPORT=3000\n# Secret, at least 32 characters: openssl rand -base64 32\nSECRET_KEY_BASE=\n",
    );
  });
});

it("reminds of Git, which must not hold the file", () => {
  const notes = (files: Files) => render("environment", { ...program("express", "ts"), ...files }).notes.join(" ");
  expect(notes({})).toContain("Add `.env` to `.gitignore`");
  expect(notes({ ".gitignore": "node_modules\n.env\n" })).not.toContain("gitignore");
});

it("says what to do with a module that is there already", () => {
  const result = render("environment", { ...program("express", "ts"), "src/env.ts": "export const env = process.env;\n" });
  expect(result.files.find(({ path }) => path === "src/env.ts")?.action).toBe("unchanged");
  expect(result.notes[0]).toContain("`src/env.ts` stays as it is");
});

describe("Next.js", () => {
  it("keeps what browsers get apart from what the server reads", () => {
    const result = render("environment", program("next", "ts"));
    const client = textOf(result, "src/env/client.ts");
    expect(client).toContain("NEXT_PUBLIC_TITLE: process.env.NEXT_PUBLIC_TITLE,");
    expect(client).not.toContain("SESSION_SECRET");
    expect(textOf(result, "src/instrumentation.ts")).toContain('await import("./env/server")');
  });

  it("says what to add where there is an instrumentation already", () => {
    const result = render("environment", { ...program("next", "ts"), "src/instrumentation.ts": "export function register() {}\n" });
    expect(result.files.find(({ path }) => path === "src/instrumentation.ts")?.action).toBe("unchanged");
    expect(result.notes[0]).toContain("In `src/instrumentation.ts`, import");
  });
});

it("hands the function to Nest's own module", () => {
  const { notes } = render("environment", program("nestjs", "ts"));
  expect(notes[0]).toContain("At `src/app.module.ts:4`, hand it over: `ConfigModule.forRoot({ isGlobal: true, validate: parseEnv })`");
});
