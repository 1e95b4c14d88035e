import { describe, expect, it } from "vitest";
import workflowSchema from "../../../node_modules/@actions/workflow-parser/dist/workflow-v1.0.min.json" with { type: "json" };
import { allPermissionScopes, findPermissionScope, nearestPermissionScope } from "../../../server/engine/knowledge/permissions.ts";

const properties = workflowSchema.definitions["permissions-mapping"].mapping.properties as Readonly<
  Record<string, { readonly type: string }>
>;

describe("the table of permissions", () => {
  it("holds the scopes of GitHub's schema, once each and in order", () => {
    expect(allPermissionScopes().map(({ name }) => name)).toEqual(Object.keys(properties).sort());
    for (const scope of allPermissionScopes()) expect(scope.about, scope.name).toMatch(/^[A-Z].*\.$/);
  });

  it.each(Object.entries(properties))("%s has the levels of GitHub's schema", (name, { type }) => {
    const levels = {
      "permission-level-any": "read write none",
      "permission-level-write-or-no-access": "write none",
      "permission-level-read-or-no-access": "read none",
    };
    expect(findPermissionScope(name)?.levels.join(" ")).toBe(levels[type as keyof typeof levels]);
  });

  it("finds what was meant, and leaves new scopes alone", () => {
    expect(nearestPermissionScope("content")).toBe("contents");
    expect(nearestPermissionScope("pull-request")).toBe("pull-requests");
    expect(nearestPermissionScope("id_token")).toBe("id-token");
    expect(nearestPermissionScope("telemetry")).toBeUndefined();
  });
});
