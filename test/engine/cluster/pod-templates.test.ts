import { expect, it } from "vitest";
import { podTemplatesFor } from "../../../server/engine/cluster/pod-templates.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

it("pod templates are those of the configuration nearest to a file", () => {
  const of = (files: Record<string, string>, path = "a/b/app.yaml") =>
    Object.fromEntries(podTemplatesFor(memoryWorkspace({ ...files, [path]: "" }), path));
  const named = "extends: recommended\npodTemplates:\n  example.com/Shop: spec.pods\n";
  expect(of({})).toEqual({});
  expect(of({ ".deployment-patterns.yaml": named })).toEqual({ "example.com/Shop": ["spec", "pods"] });
  expect(of({ "a/.deployment-patterns.yml": named })).toEqual({ "example.com/Shop": ["spec", "pods"] });
  expect(of({ ".deployment-patterns.yaml": named, "a/.deployment-patterns.yaml": "extends: strict\n" })).toEqual({});
  expect(of({ ".deployment-patterns.yaml": "podTemplates: [" })).toEqual({});
});
