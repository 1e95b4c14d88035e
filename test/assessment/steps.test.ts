// The assessment in steps: whatever a host has run through is known, and stays known until something changes. Counted, not timed.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { assessmentSteps, assessReadiness, memoryWorkspace, readinessServices, Snapshot } from "../../server/engine/index.ts";

const generated = pathToFileURL(join(import.meta.dirname, "../../bench/repository.mjs")).href;
const { repositoryOf } = (await import(generated)) as { repositoryOf(size: { services: number; files: number }): Record<string, string> };
const today = "2026-11-23";

/** A small repository, and what was asked of it. */
function repository(size = { services: 3, files: 100 }) {
  const files = repositoryOf(size);
  const asked: string[] = [];
  const workspace = new Snapshot({
    read(path) {
      asked.push(path);
      return files[path];
    },
    list(folder) {
      asked.push(`${folder}/`);
      return memoryWorkspace(files).list(folder);
    },
    files() {
      asked.push("all files");
      return Object.keys(files).sort();
    },
  });
  const run = () => {
    const steps = [...assessmentSteps(workspace, "", { today })];
    for (const step of steps) step.run();
    return steps;
  };
  const assess = () => {
    for (const step of assessmentSteps(workspace, "", { today })) step.run();
    return readinessServices(workspace, "").map((folder) => assessReadiness(workspace, folder, { today }));
  };
  return { files, asked, workspace, run, assess };
}

test("nothing is asked any more once all steps have been run, and the answers are the same objects", () => {
  const { asked, assess } = repository();
  const services = assess();
  expect(services.map(({ folder }) => folder)).toEqual(["services/service-0", "services/service-1", "services/service-2"]);
  expect(new Set(asked).size).toBe(asked.length);
  asked.length = 0;
  for (const [index, service] of assess().entries()) expect(service).toBe(services[index]);
  expect(asked).toEqual([]);
});

test("they say how far they have come", () => {
  const steps = repository().run();
  const files = steps.filter((step) => step.of === "files");
  const services = steps.filter((step) => step.of === "services");
  expect(steps).toEqual([...files, ...services]);
  expect(services.at(-1)).toMatchObject({ done: 2, total: 3 });
  for (const { done, total } of steps) expect(done).toBeLessThanOrEqual(total);
});

test.each([
  ["a source", "services/service-0/src/main.ts", "app.use(helmet());\n"],
  ["a manifest", "services/service-0/k8s/base/deployment.yaml", "        - name: web\n"],
  ["a sign-off", "services/service-0/readiness.yaml", '    by: "@mei"\n'],
])("an edit of %s leaves the other services as they are, and reads nothing else", (_, path, part) => {
  const { files, asked, workspace, assess } = repository();
  const before = assess();
  asked.length = 0;
  files[path] = files[path]?.replace(part, "") ?? "";
  workspace.change([{ path, kind: "changed" }]);
  const after = assess();
  expect(after.map((service, index) => service === before[index])).toEqual([false, true, true]);
  expect(asked).toEqual([path]);
});

test("what is edited for hours does not pile up", () => {
  const { files, workspace, assess } = repository({ services: 1, files: 30 });
  const path = "services/service-0/src/main.ts";
  const text = files[path] ?? "";
  const edit = (round: number) => {
    workspace.open(path, `${text}// ${round}\n`);
    const other = "services/service-0/src/other.ts";
    if (round % 2 === 0) files[other] = text;
    else delete files[other];
    workspace.change([{ path: other, kind: round % 2 === 0 ? "created" : "deleted" }]);
    assess();
  };
  for (let round = 0; round < 4; round++) edit(round);
  const { factCount } = workspace;
  for (let round = 0; round < 200; round++) edit(round);
  expect(workspace.factCount).toBe(factCount);
});
