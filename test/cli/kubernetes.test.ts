// Manifests are found by what stands in them.
import { describe, expect, it, vi } from "vitest";
import { cli, folderOf } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", async () => ({
  rules: [
    (await import("../../server/engine/rules/kubernetes/duplicate-key.ts")).default,
    (await import("../../server/engine/rules/dockerfile/latest-base-image.ts")).default,
  ],
}));

const bad = "apiVersion: v1\nkind: Pod\nmetadata: {}\nmetadata: {}\n";
const other = "a: 1\na: 2\n";

async function found(
  cwd: string,
  argv: readonly string[],
  stdin?: string,
): Promise<{ code: number; files?: number; paths?: string[]; err?: string }> {
  const { code, out, err } = await cli(
    cwd,
    ["check", "--format", "json", "--fail-on", "never", ...argv],
    stdin === undefined ? {} : { input: stdin },
  );
  if (out === "") return { code, err };
  const { files, findings } = JSON.parse(out) as { files: number; findings: { path: string }[] };
  return { code, files, paths: findings.map(({ path }) => path) };
}

const files = {
  "deploy/pod.yaml": bad,
  "chart/Chart.yaml": "apiVersion: v2\nname: a\n",
  "chart/values.yaml": bad,
  "chart/templates/pod.yaml": `{{- if .Values.a }}\n${bad}{{- end }}\n`,
  "chart/templates/_helpers.tpl": bad,
  "base/kustomization.yaml": "resources: []\nresources: []\n",
  "compose.yaml": other,
  "openapi.yml": other,
  "pod.json": "{}",
  Dockerfile: "FROM node:latest\n",
  ".gitignore": "ignored/\n",
  "ignored/pod.yaml": bad,
};

describe("which files are checked", () => {
  it("those with objects of Kubernetes and those of Compose, among all YAML files", async () => {
    expect(await found(folderOf(files), [])).toEqual({
      code: 0,
      files: 5,
      paths: ["Dockerfile", "base/kustomization.yaml", "chart/templates/pod.yaml", "deploy/pod.yaml"],
    });
  });

  it("of one kind", async () => {
    const cwd = folderOf(files);
    expect(await found(cwd, ["--kind", "kubernetes"])).toMatchObject({ files: 3 });
    expect(await found(cwd, ["--kind", "dockerfile"])).toMatchObject({ files: 1 });
    expect(await found(cwd, ["--kind", "compose"])).toMatchObject({ files: 1 });
  });

  it("a file that is named, by its content or by the kind that is given", async () => {
    const cwd = folderOf(files);
    expect(await found(cwd, ["deploy/pod.yaml"])).toEqual({ code: 0, files: 1, paths: ["deploy/pod.yaml"] });
    expect(await found(cwd, ["openapi.yml", "--kind", "kubernetes"])).toEqual({ code: 0, files: 1, paths: ["openapi.yml"] });
    expect((await found(cwd, ["openapi.yml"])).err).toMatch(
      /openapi\.yml: this is no kind of file that is known here by its name or content/,
    );
  });

  it("standard input, by its content or by the kind that is given", async () => {
    const cwd = folderOf({});
    expect(await found(cwd, ["--stdin-path", "pod.yaml"], bad)).toEqual({ code: 0, files: 1, paths: ["pod.yaml"] });
    expect(await found(cwd, ["--stdin-path", "pod.txt", "--kind", "kubernetes"], bad)).toEqual({ code: 0, files: 1, paths: ["pod.txt"] });
    expect((await found(cwd, ["--stdin-path", "pod.yaml"], other)).code).toBe(2);
  });
});
