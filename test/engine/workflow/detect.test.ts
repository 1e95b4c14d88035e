import { describe, expect, it } from "vitest";
import { dialectOf, isActionPath, isWorkflowPath, repositoryOfWorkflow } from "../../../server/engine/languages/workflow/detect.ts";
import { action, workflow } from "./parsed.ts";

describe("paths", () => {
  it.each([
    [".github/workflows/ci.yml", "", "github"],
    [".github/workflows/CI.YAML", "", "github"],
    ["services/api/.github/workflows/ci.yaml", "services/api", "github"],
    [".gitea/workflows/ci.yml", "", "gitea"],
    [".forgejo/workflows/ci.yml", "", "forgejo"],
    [".github/workflows/action.yml", "", "github"],
  ])("%s is a workflow", (path, repository, dialect) => {
    expect([isWorkflowPath(path), repositoryOfWorkflow(path), dialectOf(path), isActionPath(path)]).toEqual([
      true,
      repository,
      dialect,
      false,
    ]);
  });

  it.each([
    ".github/workflows/sub/ci.yml",
    ".github/workflows/ci.json",
    "workflows/ci.yml",
    "x.github/workflows/ci.yml",
    ".github/dependabot.yml",
    "workflow-templates/ci.yml",
  ])("%s is none", (path) => {
    expect([isWorkflowPath(path), repositoryOfWorkflow(path)]).toEqual([false, undefined]);
  });

  it("knows starter workflows, which run nowhere", () => {
    const path = ".github/workflow-templates/ci.yml";
    expect([isWorkflowPath(path), repositoryOfWorkflow(path), isActionPath(path)]).toEqual([true, undefined, false]);
    expect(isWorkflowPath(".github/workflow-templates/ci.properties.json")).toBe(false);
  });

  it("knows actions", () => {
    expect(["action.yml", "action.yaml", ".github/actions/setup/action.yml"].every(isActionPath)).toBe(true);
    expect(["my-action.yml", "action.json", "action.yml/x"].some(isActionPath)).toBe(false);
  });
});

describe("templates", () => {
  const jobs = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ";

  it.each([
    ["a tag on a line of its own", "on: push\n{% if cookiecutter.ci %}\njobs:\n  a:\n{% endif %}\n"],
    ["raw", `name: {% raw %}\${{ github.ref }}{% endraw %}\n${jobs}make\n`],
    ["ERB", `<%- if x -%>\n${jobs}make\n<% end %>`],
    ["a plain value", `name: {{ cookiecutter.name }}\n${jobs}make\n`],
    ["a key", "on: push\njobs:\n  {{ .Name }}:\n    runs-on: x\n"],
    ["a version", `${jobs}make\n      - uses: a/b@v1\n        with:\n          node-version: "{{ cookiecutter.node }}"\n`],
    ["an action", `${jobs}make\n      - uses: a/b@{{ version }}\n`],
  ])("%s", (_, text) => {
    const file = workflow(text);
    expect([file.isTemplate, file.problems, file.schemaProblems]).toEqual([true, [], []]);
  });

  it("goes by the path, too", () => {
    expect(workflow(`${jobs}make\n`, "{{cookiecutter.slug}}/.github/workflows/ci.yml").isTemplate).toBe(true);
  });

  it.each([
    ["expressions", `name: \${{ github.ref }}\n${jobs}make\n`],
    ["formats of Docker", `${jobs}docker inspect --format '{{.Id}}' x\n`],
    ["blocks", `${jobs}|\n          docker ps --format \\\n            {{.Names}}\n          {{ x }}\n`],
    [
      "patterns of metadata-action",
      `${jobs}make\n      - uses: docker/metadata-action@v5\n        with:\n          tags: |\n            type=semver,pattern={{version}}\n            {{date}}\n`,
    ],
    ["quoted formats", `${jobs}make\n      - uses: goreleaser/goreleaser-action@v6\n        with:\n          args: '{{ .Version }}'\n`],
    ["curl", `${jobs}curl -w '%{http_code}' x\n`],
    ["heredocs", `${jobs}cat <<'EOF' > x\n`],
  ])("%s make none", (_, text) => {
    expect(workflow(text).isTemplate).toBe(false);
  });

  it("holds for actions", () => {
    expect(action("name: {{ x }}\nruns:\n  using: composite\n").isTemplate).toBe(true);
    expect(action("name: x\nruns:\n  using: composite\n").isTemplate).toBe(false);
  });
});
