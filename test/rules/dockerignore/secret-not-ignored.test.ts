import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerignore/secret-not-ignored.ts";
import { expectLawfulFixes, run } from "../support.ts";

const Dockerfile = "FROM node:24-alpine\nWORKDIR /app\nCOPY . .\n";
const secret = "API_TOKEN=q8w7e6r5\n";

describe("dockerignore/secret-not-ignored", () => {
  it("reports secrets that are copied along, and names them", () => {
    const [problem, ...others] = run(rule, "node_modules\n", { files: { Dockerfile, ".env": secret, "deploy/id_rsa": "key" } });
    expect(others).toEqual([]);
    expect(problem?.message).toContain("`.env`, `deploy/id_rsa`");
    expect(problem?.fixed).toEqual(["node_modules\n.env\ndeploy/id_rsa\n"]);
  });

  it.each([
    ["it is ignored", ".env\n", {}],
    ["a folder above is ignored", "**/.env*\n", {}],
    ["an allow-list leaves it out", "*\n!src\n", {}],
    ["nothing copies the context", "node_modules\n", { Dockerfile: "FROM node:24-alpine\nCOPY src src\n" }],
    ["it is copied by name, which is reported there", "node_modules\n", { Dockerfile: `${Dockerfile}COPY .env ./\n` }],
    ["it holds nothing secret", "node_modules\n", { ".env": "PORT=3000\n" }],
    ["no Dockerfile is built from here", "node_modules\n", { Dockerfile: "" }],
  ])("is silent where %s", (_, text, files) => {
    expect(run(rule, text, { files: { Dockerfile, ".env": secret, ...files } })).toEqual([]);
  });

  it("knows Rails' keys, which look like no private key", () => {
    const files = { Dockerfile, "config/master.key": "0123456789abcdef", "config/credentials/production.key": "0123456789abcdef" };
    expect(run(rule, "log\n", { files })[0]?.fixed).toEqual(["log\nconfig/credentials/production.key\nconfig/master.key\n"]);
  });

  it("leaves tests and examples alone", () => {
    expect(
      run(rule, "node_modules\n", {
        files: { Dockerfile, "test/fixtures/server.key": "-----BEGIN PRIVATE KEY-----", "examples/.env": secret },
      }),
    ).toEqual([]);
  });

  it("is silent where the workspace cannot be seen", () => {
    expect(run(rule, "node_modules\n")).toEqual([]);
  });

  it("reports what an exception lets back in", () => {
    expect(run(rule, "*.key\n!server.key\n", { files: { Dockerfile, "server.key": "-----BEGIN PRIVATE KEY-----" } })).toHaveLength(1);
  });

  it("keeps law 4, on an empty file and with CRLF too", () => {
    for (const text of ["", "a", "a\r\n# comment\r\n", "# comment\n"])
      expectLawfulFixes(rule, text, { files: { Dockerfile, ".env": secret } });
  });

  it("takes the Dockerfile's own ignore file", () => {
    const files = { "app.Dockerfile": Dockerfile, ".env": secret };
    expect(run(rule, "node_modules\n", { path: "app.Dockerfile.dockerignore", files })).toHaveLength(1);
  });
});
