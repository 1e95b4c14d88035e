import { describe, expect, it } from "vitest";
import * as library from "../../../node_modules/@actions/expressions/dist/funcs.js";
import {
  aboutContext,
  allFunctions,
  contextNames,
  findFunction,
  propertiesAt,
  takesArguments,
  trustOf,
  untrustedPaths,
} from "../../../server/engine/knowledge/contexts.ts";

describe("the table of contexts", () => {
  it("describes every context and every property", () => {
    expect(contextNames).toEqual([
      "github",
      "env",
      "vars",
      "job",
      "jobs",
      "steps",
      "runner",
      "secrets",
      "strategy",
      "matrix",
      "needs",
      "inputs",
    ]);
    for (const name of contextNames) {
      expect(aboutContext(name), name).toMatch(/^[A-Z].*\.$/);
      for (const property of propertiesAt([name])?.values() ?? [])
        expect(property.about, `${name}.${property.name}`).toMatch(/^[A-Z`].*\.$/);
    }
    expect(aboutContext("GitHub")).toBe(aboutContext("github"));
  });

  it("knows what is closed", () => {
    expect(propertiesAt(["github"])?.get("sha")).toMatchObject({ name: "sha", type: "string" });
    expect(propertiesAt(["GitHub"])?.get("repositoryurl")).toMatchObject({ name: "repositoryUrl" });
    expect(propertiesAt(["github"])?.get("event")?.type).toBe("object");
    expect(propertiesAt(["steps", "build"])?.has("outcome")).toBe(true);
    expect(propertiesAt(["needs", "test"])?.has("result")).toBe(true);
    expect(propertiesAt(["job", "container"])?.has("network")).toBe(true);
    expect(propertiesAt(["job", "services", "db"])?.has("ports")).toBe(true);
    expect(propertiesAt(["strategy"])?.get("fail-fast")?.type).toBe("boolean");
    for (const open of [
      ["env"],
      ["vars"],
      ["secrets"],
      ["matrix"],
      ["inputs"],
      ["steps"],
      ["github", "event"],
      ["steps", "a", "outputs"],
      ["job", "services"],
      [],
    ])
      expect(propertiesAt(open), open.join(".")).toBeUndefined();
  });
});

describe("the table of functions", () => {
  it("takes as many arguments as GitHub's own library", () => {
    for (const known of allFunctions()) {
      const own = (library.wellKnownFunctions as Readonly<Record<string, { minArgs: number; maxArgs: number }>>)[known.name.toLowerCase()];
      if (own)
        expect([known.minArguments, Math.min(known.maxArguments, 255)], known.name).toEqual([own.minArgs, Math.min(own.maxArgs, 255)]);
    }
    for (const name of Object.keys(library.wellKnownFunctions)) expect(findFunction(name), name).toBeDefined();
  });

  it("finds them in any case", () => {
    expect(findFunction("FROMJSON")?.name).toBe("fromJSON");
    expect(findFunction("nothing")).toBeUndefined();
    expect(
      allFunctions()
        .filter(({ isStatus }) => isStatus)
        .map(({ name }) => name),
    ).toEqual(["success", "failure", "always", "cancelled"]);
  });

  it("knows that `case` takes pairs and a default", () => {
    const known = findFunction("case");
    expect([2, 3, 4, 5].map((count) => known && takesArguments(known, count))).toEqual([false, true, false, true]);
  });
});

describe("what strangers can write", () => {
  it("names each path once", () => expect(new Set(untrustedPaths).size).toBe(untrustedPaths.length));

  it.each([
    ["github.event.issue.title", "untrusted"],
    ["GitHub.Event.Pull_Request.Head.Ref", "untrusted"],
    ["github.head_ref", "untrusted"],
    ["github.event.commits.*.message", "untrusted"],
    ["github.event.commits.0.message", "untrusted"],
    ["github.event.workflow_run.head_branch", "untrusted"],
    ["github.event.issue.title.more", "untrusted"],
    ["github", "holds-untrusted"],
    ["github.event", "holds-untrusted"],
    ["github.event.pull_request", "holds-untrusted"],
    ["github.event.commits.*", "holds-untrusted"],
    ["github.sha", "safe"],
    ["github.run_id", "safe"],
    ["github.repository", "safe"],
    ["github.event.pull_request.head.sha", "safe"],
    ["github.event.number", "safe"],
    ["github.event.action", "safe"],
    ["steps.build.outcome", "safe"],
    ["needs.test.result", "safe"],
    ["runner.os", "safe"],
    ["github.ref", "unknown"],
    ["github.ref_name", "unknown"],
    ["github.event.inputs.name", "unknown"],
    ["github.event.client_payload.number", "unknown"],
    ["steps.build.outputs.version", "unknown"],
    ["inputs.name", "unknown"],
    ["env.NAME", "unknown"],
    ["github.event.release.body", "unknown"],
    ["", "unknown"],
  ])("%s is %s", (path, trust) => expect(trustOf(path.split("."))).toBe(trust));
});
