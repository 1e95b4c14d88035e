import { describe, expect, it } from "vitest";
import secretInEnvironment from "../../../server/engine/rules/compose/secret-in-environment.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const web = (lines: string, image = "web:1") => `services:\n  web:\n    image: ${image}\n${lines.replace(/^(?=.)/gm, "    ")}`;
const value = "h7Qz-93kd-2b";

describe("compose/secret-in-environment", () => {
  it.each([
    ["a map", `environment:\n  SMTP_PASSWORD: ${value}\n`, "SMTP_PASSWORD: ${SMTP_PASSWORD:?SMTP_PASSWORD is not set}\n"],
    ["a list", `environment:\n  - SMTP_PASSWORD=${value}\n`, "- SMTP_PASSWORD=${SMTP_PASSWORD:?SMTP_PASSWORD is not set}\n"],
    ["quotes", `environment:\n  - "SMTP_PASSWORD=${value}"\n`, '"SMTP_PASSWORD=${SMTP_PASSWORD:?SMTP_PASSWORD is not set}"\n'],
  ])("reports a password in %s", (_, lines, fixed) => {
    expect(run(secretInEnvironment, web(lines))).toMatchObject([{ on: value }]);
    expect(run(secretInEnvironment, web(lines))[0]?.fixed[0]).toContain(fixed);
    expectLawfulFixes(secretInEnvironment, web(lines));
  });

  it("mounts secrets where the image reads them from files", () => {
    const text = web(`environment:\n  POSTGRES_USER: app\n  POSTGRES_PASSWORD: ${value}\n`, "postgres:17");
    const [problem] = run(secretInEnvironment, text);
    expect(problem?.fixed[1]).toBe(
      "services:\n  web:\n    image: postgres:17\n    environment:\n      POSTGRES_USER: app\n      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password\n    secrets:\n      - postgres_password\n\nsecrets:\n  postgres_password:\n    environment: POSTGRES_PASSWORD\n",
    );
    expectLawfulFixes(secretInEnvironment, text);
    const list = web(`environment:\n  - POSTGRES_PASSWORD=${value}\n`, "postgres:17");
    expect(run(secretInEnvironment, list)[0]?.fixed[1]).toContain("- POSTGRES_PASSWORD_FILE=/run/secrets/postgres_password\n");
    expectLawfulFixes(secretInEnvironment, list);
  });

  it("looks at build arguments", () => {
    const text = web(`build:\n  context: .\n  args:\n    - NPM_TOKEN=${value}\n`);
    expect(run(secretInEnvironment, text)[0]?.fixed).toEqual([text.replace(value, "${NPM_TOKEN:?NPM_TOKEN is not set}")]);
    expectLawfulFixes(secretInEnvironment, text);
  });

  it("finds credentials by their shape under any name", () => {
    const text = web("environment:\n  DATABASE: postgres://app:Zk39-slqp@db.shop.io:5432/app\n");
    expect(run(secretInEnvironment, text)).toMatchObject([{ on: "Zk39-slqp", fixed: [] }]);
    expect(run(secretInEnvironment, text, { path: "compose.dev.yaml" })[0]?.severity).toBeUndefined();
  });

  it("gives the variables of two services different names", () => {
    const text = `services:\n  a:\n    image: a:1\n    environment:\n      API_TOKEN: ${value}\n  b:\n    image: b:1\n    environment:\n      API_TOKEN: other-39fk-zz\n`;
    const found = run(secretInEnvironment, text);
    expect(found.map(({ fixed }) => /\$\{(\w+)/.exec(fixed[0] ?? "")?.[1])).toEqual(["A_API_TOKEN", "B_API_TOKEN"]);
    expectLawfulFixes(secretInEnvironment, text);
  });

  it("makes little of passwords that everybody knows or guesses, and of files for developing", () => {
    const severities = (lines: string, path = "compose.yaml") =>
      run(secretInEnvironment, web(lines, "postgres:17"), { path }).map(({ severity }) => severity);
    expect(severities("environment:\n  POSTGRES_PASSWORD: postgres\n")).toEqual(["info"]);
    expect(severities("environment:\n  POSTGRES_USER: petclinic\n  POSTGRES_PASSWORD: petclinic\n")).toEqual(["info"]);
    expect(severities("environment:\n  POSTGRES_PASSWORD: web\n")).toEqual(["info"]);
    expect(severities("environment:\n  MINIO_SECRET_KEY: minioadmin\n")).toEqual(["info"]);
    expect(severities("environment:\n  POSTGRES_PASSWORD: postgres\n", "compose.dev.yaml")).toEqual(["hint"]);
    expect(severities(`environment:\n  POSTGRES_PASSWORD: ${value}\n`, "compose.override.yaml")).toEqual(["hint"]);
  });

  it("reports a fragment once", () => {
    const text = `x-env: &env\n  SMTP_PASSWORD: ${value}\nservices:\n  a:\n    image: a:1\n    environment:\n      <<: *env\n      A: b\n  b:\n    image: b:1\n    environment: *env\n`;
    expect(run(secretInEnvironment, text)).toHaveLength(1);
    expectLawfulFixes(secretInEnvironment, text);
  });

  it("reports a file with secrets that Git does not leave out", () => {
    const text = web("env_file: web.env\n");
    const files = { ".gitignore": "node_modules\n", "web.env": `API_TOKEN=${value}\n` };
    expect(run(secretInEnvironment, text, { files })).toMatchObject([{ on: "web.env", severity: "info" }]);
    expect(places(secretInEnvironment, text, { files: { ...files, ".gitignore": "*.env\n" } })).toEqual([]);
    expect(places(secretInEnvironment, text, { files: { "web.env": `API_TOKEN=${value}\n` } })).toEqual([]);
    expect(places(secretInEnvironment, text, { files: { ...files, "web.env": "API_TOKEN=changeme\n" } })).toEqual([]);
    expect(
      places(secretInEnvironment, web("env_file: web.env.example\n"), { files: { ...files, "web.env.example": `API_TOKEN=${value}\n` } }),
    ).toEqual([]);
  });

  it.each([
    ["a variable", "environment:\n  SMTP_PASSWORD: ${SMTP_PASSWORD}\n"],
    ["a default", "environment:\n  SMTP_PASSWORD: ${SMTP_PASSWORD:-h7Qz-93kd-2b}\n"],
    ["a file", "environment:\n  POSTGRES_PASSWORD_FILE: /run/secrets/db\n"],
    ["a stand-in", "environment:\n  SMTP_PASSWORD: changeme\n  API_TOKEN: <your token>\n"],
    ["a setting", "environment:\n  TOKEN_TTL: 3600s\n  PASSWORD_MIN_LENGTH: 12\n"],
    ["nothing", "environment:\n  SMTP_PASSWORD:\n  API_TOKEN: ''\n"],
    ["a name alone", "environment:\n  - SMTP_PASSWORD\n"],
    ["an address in the application", "environment:\n  DATABASE: postgres://app:app@db:5432/app\n"],
  ])("is silent about %s", (_, lines) => {
    expect(places(secretInEnvironment, web(lines))).toEqual([]);
  });
});
