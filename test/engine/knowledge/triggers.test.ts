import { describe, expect, it } from "vitest";
import workflowSchema from "../../../node_modules/@actions/workflow-parser/dist/workflow-v1.0.min.json" with { type: "json" };
import data from "../../../server/engine/knowledge/data/triggers.json" with { type: "json" };
import { allTriggers, findTrigger, isPrivilegedTrigger, nearestTrigger, triggersDate } from "../../../server/engine/knowledge/triggers.ts";

type Definition = Readonly<Record<string, unknown>>;
const definitions = workflowSchema.definitions as unknown as Readonly<Record<string, Definition>>;

function properties(name: string): Readonly<Record<string, unknown>> {
  return (definitions[name]?.mapping as { properties?: Readonly<Record<string, unknown>> } | undefined)?.properties ?? {};
}

function typeName(property: unknown): string {
  return typeof property === "string" ? property : String((property as { type?: unknown }).type);
}

/** The activity types and the other keys of an event, as the schema has them. */
function schemaOf(event: string): { readonly types: readonly string[]; readonly filters: readonly string[] } {
  const definition = definitions[typeName(properties("on-mapping-strict")[event])];
  const mapping = ((definition?.["one-of"] ?? []) as readonly string[]).find((name) => definitions[name]?.mapping);
  const keys = mapping === undefined ? {} : properties(mapping);
  const activity = keys.types === undefined ? undefined : `${typeName(keys.types)}-type`;
  return {
    types: (activity === undefined ? [] : ((definitions[activity]?.["allowed-values"] ?? []) as readonly string[])).toSorted(),
    filters: Object.keys(keys)
      .filter((key) => key !== "types")
      .sort(),
  };
}

describe("the table of events", () => {
  it("holds the events of GitHub's schema, once each and in order", () => {
    const names = data.events.map(({ name }) => name);
    expect(names).toEqual(Object.keys(properties("on-mapping-strict")).sort());
    expect(triggersDate).toMatch(/^20\d\d-\d\d-\d\d$/);
    for (const trigger of allTriggers()) expect(trigger.about, trigger.name).toMatch(/^[A-Z].*\.$/);
  });

  it.each(Object.keys(properties("on-mapping-strict")))("%s has the activity types and filters of GitHub's schema", (name) => {
    const { types, filters } = schemaOf(name);
    const trigger = findTrigger(name);
    expect([...(trigger?.types ?? [])].sort()).toEqual(types);
    if (name !== "schedule") expect([...(trigger?.filters ?? [])].sort()).toEqual(filters);
  });
});

describe("what is known of an event", () => {
  it("tells what starts a workflow that names no types", () => {
    expect(findTrigger("pull_request")?.defaultTypes).toEqual(["opened", "synchronize", "reopened"]);
    expect(findTrigger("issues")?.defaultTypes).toEqual(findTrigger("issues")?.types);
    expect(findTrigger("push")?.types).toEqual([]);
    expect(findTrigger("repository_dispatch")?.hasOpenTypes).toBe(true);
  });

  it("tells what the ref is", () => {
    const refs = ["push", "pull_request", "pull_request_target", "release", "workflow_run", "schedule", "workflow_dispatch", "merge_group"];
    expect(refs.map((name) => findTrigger(name)?.ref)).toEqual([
      "pushed",
      "merge",
      "default",
      "tag",
      "default",
      "default",
      "chosen",
      "queue",
    ]);
  });

  it("tells what the payload holds, where it is known", () => {
    expect(findTrigger("push")?.payload).toContain("head_commit");
    expect(findTrigger("push")?.payload).toContain("repository");
    expect(findTrigger("push")?.payload).not.toContain("pull_request");
    expect(findTrigger("workflow_call")?.payload).toBeUndefined();
    expect(findTrigger("image_version")?.payload).toBeUndefined();
  });

  it("tells who can make it happen", () => {
    for (const name of ["pull_request_target", "workflow_run", "issue_comment", "issues", "discussion"])
      expect(isPrivilegedTrigger(name)).toBe(true);
    for (const name of ["push", "pull_request", "schedule", "workflow_dispatch", "nothing"]) expect(isPrivilegedTrigger(name)).toBe(false);
    expect(findTrigger("pull_request")?.startedBy).toBe("fork");
  });

  it("finds what was meant", () => {
    expect(nearestTrigger("pull_requests")).toBe("pull_request");
    expect(nearestTrigger("Push")).toBe("push");
    expect(nearestTrigger("something_else")).toBeUndefined();
    expect(findTrigger("Push")).toBeUndefined();
  });
});
