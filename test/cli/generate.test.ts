// `generate` on the command line: what it lists, detects, writes and refuses.
import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generatorIds } from "../../server/engine/generators/ids.ts";
import { cli, folderOf, read } from "./support.ts";

const project = {
  "package.json": `{
  "name": "shop",
  "engines": { "node": ">=24" },
  "scripts": { "start": "node server.js" },
  "dependencies": { "express": "5.1.0" }
}
`,
  "package-lock.json": "{}\n",
  "server.js": 'import express from "express";\nexpress().listen(4000);\n',
};

describe("without a generator", () => {
  test("lists all of them, with the answers that they take", async () => {
    const { code, out } = await cli(folderOf({}), ["generate"]);
    expect(code).toBe(0);
    for (const id of generatorIds) expect(out).toMatch(new RegExp(`^  ${id} +\\S`, "m"));
    const { out: json } = await cli(folderOf({}), ["generate", "--format", "json"]);
    const list = JSON.parse(json) as {
      id: string;
      title: string;
      summary: string;
      patterns: string[];
      answers: { key: string; help: string }[];
    }[];
    expect(list.map(({ id }) => id)).toEqual([...generatorIds]);
    for (const { id, title, summary, patterns, answers } of list) {
      expect(title, id).toMatch(/^[A-Z]/);
      expect(summary, id).toMatch(/^[A-Z].{20,}\.$/);
      expect(patterns.length, id).toBeGreaterThan(0);
      expect(answers.length, id).toBeGreaterThan(0);
      for (const { key, help } of answers) expect(help, key).toMatch(/^[A-Z].+\.$/);
    }
  });
});

describe("writing", () => {
  test("says what was detected and where, writes the files, and finds nothing to do the second time", async () => {
    const folder = folderOf(project);
    const { code, out, err } = await cli(folder, ["generate", "container"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/port +4000 +server\.js:2/);
    expect(out).toMatch(/created +Dockerfile/);
    expect(read(folder, "Dockerfile")).toContain("EXPOSE 4000");
    expect(read(folder, ".dockerignore")).toContain("node_modules");
    const before = read(folder, "Dockerfile");
    const again = await cli(folder, ["generate", "container"]);
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/unchanged +Dockerfile/);
    expect(read(folder, "Dockerfile")).toBe(before);
    expect((await cli(folder, ["check", "--preset", "strict"])).code).toBe(0);
  });

  test("never overwrites: what is there gets its safe fixes, and `--force` alone writes it anew", async () => {
    const dockerfile = "FROM node:24-trixie-slim\nCOPY . .\nCMD node server.js\n";
    const folder = folderOf({ ...project, Dockerfile: dockerfile, "readiness.yaml": "mine\n" });
    const { out } = await cli(folder, ["generate", "container"]);
    expect(out).toMatch(/edited +Dockerfile/);
    expect(read(folder, "Dockerfile")).toContain('CMD ["node", "server.js"]');
    expect(read(folder, "Dockerfile")).toContain("COPY . .");
    await cli(folder, ["generate", "readiness"]);
    expect(read(folder, "readiness.yaml")).toBe("mine\n");
    const forced = await cli(folder, ["generate", "readiness", "--force"]);
    expect(forced.out).toMatch(/edited +readiness\.yaml/);
    expect(read(folder, "readiness.yaml")).toContain("service: shop");
  });

  test("takes an application of a monorepo by its folder, and says which there are where none is named", async () => {
    const folder = folderOf({
      "package.json": '{ "private": true, "workspaces": ["apps/*"] }\n',
      "package-lock.json": "{}\n",
      "apps/api/package.json": project["package.json"],
      "apps/api/server.js": project["server.js"],
      "apps/web/package.json": '{ "name": "web", "dependencies": { "koa": "3.0.0" }, "scripts": { "start": "node index.js" } }\n',
      "apps/web/index.js": "",
    });
    const { code, err } = await cli(folder, ["generate", "container"]);
    expect(code).toBe(2);
    expect(err).toMatch(/several applications.*`apps\/api`, `apps\/web`/);
    expect((await cli(folder, ["generate", "container", "apps/api"])).code).toBe(0);
    expect(read(folder, "apps/api/Dockerfile")).toContain("EXPOSE 4000");
  });

  test("makes scripts executable", async () => {
    const folder = folderOf(project);
    await cli(folder, ["generate", "rollback"]);
    expect(statSync(join(folder, "scripts/rollback.sh")).mode & 0o111).toBe(0o111);
  });

  test("writes nothing through a link that leads out of the workspace", async () => {
    const outside = folderOf({ "here.txt": "" });
    const folder = folderOf(project);
    mkdirSync(join(folder, ".git"));
    symlinkSync(outside, join(folder, "scripts"));
    const { code, err } = await cli(folder, ["generate", "rollback"]);
    expect(code).toBe(2);
    expect(err).toContain("scripts/rollback.sh: leads out of the workspace");
    expect(existsSync(join(outside, "rollback.sh"))).toBe(false);
  });
});

describe("--dry-run", () => {
  test("prints a diff that Git could apply, and writes nothing", async () => {
    const folder = folderOf(project);
    const { code, out } = await cli(folder, ["generate", "container", "--dry-run"]);
    expect(code).toBe(0);
    expect(out).toContain("--- /dev/null\n+++ b/Dockerfile\n");
    expect(existsSync(join(folder, "Dockerfile"))).toBe(false);
  });

  test("gives programs the files, the answers and what was detected where", async () => {
    const folder = folderOf(project);
    const { out } = await cli(folder, ["generate", "container", "--dry-run", "--format", "json", "--set", "base=alpine"]);
    const { files, answers, detected } = JSON.parse(out);
    expect(files.map(({ path, action }: { path: string; action: string }) => [path, action])).toEqual(
      expect.arrayContaining([
        ["Dockerfile", "create"],
        [".dockerignore", "create"],
      ]),
    );
    expect(files[0].text).toContain("FROM");
    expect(answers).toMatchObject({ port: 4000, base: "alpine", packageManager: "npm" });
    expect(detected.port).toMatchObject({ value: 4000, from: "server.js:2", confidence: "certain" });
    expect(existsSync(join(folder, "Dockerfile"))).toBe(false);
  });
});

describe("answers", () => {
  test("come from a file, and from --set, which counts for more", async () => {
    const folder = folderOf({
      ...project,
      "answers.yaml": "port: 5000\nbase: alpine\n",
      "answers.json": '{ "environments": ["one", "two"] }',
    });
    const run = async (...more: string[]) =>
      JSON.parse((await cli(folder, ["generate", "container", "--dry-run", "--format", "json", ...more])).out).answers;
    expect(await run("--answers", "answers.yaml", "--set", "port=6000")).toMatchObject({ port: 6000, base: "alpine" });
    expect(await run("--answers", "answers.json")).toMatchObject({ environments: ["one", "two"] });
    expect(await run("--set", "environments=one, two")).toMatchObject({ environments: ["one", "two"] });
  });

  test.each([
    [["--set", "prot=1"], /`prot` is not an answer; did you mean `port`\?/],
    [["--set", "port=70000"], /`port`: /],
    [["--set", "port"], /takes `key=value`/],
    [["--set", "folder=../out"], /`folder`: a folder is relative to the workspace/],
    [["--set", "service=Shop_1"], /`service`: a name is lower-case/],
    [["--answers", "gone.yaml"], /gone\.yaml: /],
    [["--answers", "list.yaml"], /list\.yaml: holds no answers/],
    [["--answers", "wrong.yaml"], /wrong\.yaml: `base`: /],
  ])("%j is refused in one line", async (argv, message) => {
    const folder = folderOf({ ...project, "list.yaml": "- a\n", "wrong.yaml": "base: fat\n" });
    const { code, out, err } = await cli(folder, ["generate", "container", ...argv]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
    expect(err.trimEnd()).not.toContain("\n");
    expect(existsSync(join(folder, "Dockerfile"))).toBe(false);
  });

  test("an unknown generator, a missing folder and an empty project are told in one line", async () => {
    const folder = folderOf({ "readme.md": "" });
    writeFileSync(join(folder, "file"), "");
    for (const [argv, message] of [
      [["contaner"], "`contaner` is not a generator; did you mean `container`?"],
      [["container", "gone"], "gone: is no folder"],
      [["container", "file"], "file: is no folder"],
      [["container"], "no application was recognised"],
      [["container", "a", "b"], "one generator and one folder"],
    ] as const) {
      const { code, err } = await cli(folder, ["generate", ...argv]);
      expect(code, argv.join(" ")).toBe(2);
      expect(err).toContain(message);
    }
  });
});
