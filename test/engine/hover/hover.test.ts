import { describe, expect, test } from "vitest";
import { hover } from "../../../server/engine/hover/hover.ts";
import type { Explanation, HoverOptions } from "../../../server/engine/hover/model.ts";
import { rules } from "../../../server/engine/rules/index.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

/** The hover at the `|` of a text, and the text it is about. */
function at(marked: string, options?: HoverOptions, path = "Dockerfile"): (Explanation & { readonly of: string }) | undefined {
  const offset = marked.indexOf("|");
  const source = new SourceText(path, marked.slice(0, offset) + marked.slice(offset + 1));
  const result = hover(source, path === "Dockerfile" ? "dockerfile" : "dockerignore", offset, options);
  return result && { ...result, of: source.slice(result.span) };
}

describe("instructions", () => {
  test("say what they do, how they are written and where to read on", () => {
    const result = at("FROM a\nWORK|DIR /app\n");
    expect(result?.of).toBe("WORKDIR");
    expect(result?.markdown).toContain("```dockerfile\nWORKDIR <path>\n```");
    expect(result?.markdown).toContain("(https://docs.docker.com/reference/dockerfile/#workdir)");
    expect(at("fr|om a\n")?.markdown).toContain("build stage");
  });

  test("ONBUILD and what it triggers each speak for themselves", () => {
    expect(at("FROM a\nONBU|ILD RUN x\n")?.of).toBe("ONBUILD");
    expect(at("FROM a\nONBUILD RU|N x\n")?.of).toBe("RUN");
  });

  test("arguments, comments, directives, heredocs and unknown words say nothing", () => {
    for (const text of [
      "FROM |a\n",
      "FROM a\n# co|mment\n",
      "# syn|tax=docker/dockerfile:1\nFROM a\n",
      "FROM a\nRUN <<EOF\nCO|PY\nEOF\n",
      "RU|NN x\n",
      "|",
      "\n|\n",
    ]) {
      expect(at(text), text).toBeUndefined();
    }
    expect(at("nod|e_modules\n", undefined, ".dockerignore")).toBeUndefined();
  });
});

describe("flags", () => {
  test("say what they do, since when, and what is the default", () => {
    const result = at("FROM a\nCOPY --pare|nts a b\n");
    expect(result?.of).toBe("parents");
    expect(result?.markdown).toContain("`COPY --parents`");
    expect(result?.markdown).toContain("Since Dockerfile 1.20.");
    expect(at("FROM a\nHEALTHCHECK --retries=|5 CMD x\n")?.markdown).toContain("Default: `3`.");
    expect(at("FROM a\nCOPY --unheard|of a b\n")).toBeUndefined();
  });

  test("mounts say what their kind and each of their keys is for, by whichever name", () => {
    expect(at("FROM a\nRUN --mou|nt=type=cache,target=/x y\n")?.markdown).toContain("`RUN --mount`");
    expect(at("FROM a\nRUN --mount=type=ca|che,target=/x y\n")?.markdown).toContain("`type=cache`");
    expect(at("FROM a\nRUN --mount=type=cache,dst=/|x y\n")?.markdown).toContain("`target` of a cache mount");
    expect(at("FROM a\nRUN --mount=type=secret,id=x,requi|red y\n")?.markdown).toContain("Fails the build");
  });
});

test("images say who they run as and how long they are supported", () => {
  const options = { today: "2026-11-23" };
  const node = at("FROM nod|e:24-alpine AS x\n", options);
  expect(node?.of).toBe("node:24-alpine");
  expect(node?.markdown).toContain("- Node.js 24: supported until 2028-04-30");
  expect(node?.markdown).toContain("- User for the application: `node` (1000)");
  expect(node?.markdown).toContain("- Packages: apk");
  expect(at("FROM node:1|6\n", options)?.markdown).toContain("- Node.js 16: no more updates since 2023-09-11");
  expect(at("FROM --platform=linux/amd64 python:3.|14\n", options)?.markdown).toContain("Python 3.14");
  expect(at("FROM unheard-o|f\n", options)).toBeUndefined();
  expect(at("FROM node:24 AS base\nFROM bas|e\n", options)).toBeUndefined();
  expect(at("FROM nod|e:24\n", { ...options, explainsSyntax: false })).toBeDefined();
});

describe("findings", () => {
  const rule = rules[0];
  if (!rule) throw new Error("there are no rules");
  const finding = { rule: rule.id, severity: "warning", path: "Dockerfile", span: { start: 0, end: 4 }, message: "m" } as const;

  test("stand above the instruction with the first paragraph of their reason", () => {
    const markdown = at("FR|OM a\n", { findings: [finding] })?.markdown ?? "";
    expect(markdown.indexOf(rule.summary.replace(/\.$/, ""))).toBeGreaterThanOrEqual(0);
    expect(markdown.indexOf("build stage")).toBeGreaterThan(markdown.indexOf(rule.id));
    expect(at("FROM| a\n", { findings: [finding] })?.markdown).toContain(rule.id);
    expect(at("FROM a|\n", { findings: [finding] })).toBeUndefined();
  });

  test("remain where another extension explains the instruction, and lead where they are told to", () => {
    const markdown = at("FR|OM a\n", { findings: [finding], explainsSyntax: false, explain: (id) => `page:${id}` })?.markdown;
    expect(markdown).toContain(`[${rule.id}](page:${rule.id})`);
    expect(markdown).not.toContain("build stage");
    expect(at("FR|OM a\n", { explainsSyntax: false })).toBeUndefined();
  });
});

test("never throws, wherever it is asked", () => {
  const text = "# syntax=x\nFROM --platform a AS\nRUN --mount=type= --mount=,= \\\n <<EOF\nb\nEOF\nONBUILD --x\nHEALTHCHECK --interval\n😀";
  for (let offset = 0; offset <= text.length; offset++) {
    const source = new SourceText("Dockerfile", text.slice(0, offset));
    hover(source, "dockerfile", offset);
    hover(new SourceText("Dockerfile", text), "dockerfile", offset);
  }
});
