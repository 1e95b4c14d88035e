// What the generators write closes the items that lead to them.
import { expect, it } from "vitest";
import { type Files, project, render, withGenerated } from "../generators/support.ts";
import { assess } from "./support.ts";

const rest = { "reproducible-image": "likely", tls: "manual" };

it.each([
  ["node-express", rest],
  ["code-go", rest],
  ["code-django", { ...rest, backups: "manual", "configuration-rollout": "likely" }],
  ["dotnet-web", { ...rest, backups: "manual" }],
])("what is left of infrastructure for %s", (name, left) => {
  let files: Files = project(name);
  for (const id of ["container", "environment", "kubernetes"] as const) {
    if (id !== "environment" || name !== "dotnet-web") files = withGenerated(files, render(id, files));
  }
  const items = assess(files).items.filter(({ category }) => category === "infrastructure");
  const open = items.filter(({ status }) => status !== "met" && status !== "not-applicable");
  expect(Object.fromEntries(open.map(({ id, status }) => [id.replace("infrastructure.", ""), status]))).toEqual(left);
});
