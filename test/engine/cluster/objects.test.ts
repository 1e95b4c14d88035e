import { describe, expect, it } from "vitest";
import type { Labels } from "../../../server/engine/cluster/labels.ts";
import { known, objectsAround } from "../../../server/engine/cluster/objects.ts";
import { isServed, selectsNothing } from "../../../server/engine/cluster/selection.ts";
import { severityOfMissingIn } from "../../../server/engine/cluster/unit.ts";
import type { ManifestFile, ManifestObject, Workload } from "../../../server/engine/languages/kubernetes/model.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { areUnchanged, Watching } from "../../../server/engine/workspace/watching.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { autoscaler, cluster, deployment, service } from "./workspace.ts";

const read = (path: string, text: string): ManifestFile => parse(new SourceText(path, text), "kubernetes");

describe("the index", () => {
  const files = { "a.yaml": `${deployment("web")}---\n${service("web")}`, "b.yaml": autoscaler("web"), "notes.yaml": "kind: of notes\n" };

  it("holds the objects of all manifests, by kind and by name", () => {
    const found = cluster(files);
    const all = objectsAround(found.object("a.yaml", "Deployment web").file, found.workspace);
    expect(all.all.map(({ kind }) => kind)).toEqual(["Deployment", "Service", "HorizontalPodAutoscaler"]);
    expect(all.ofKind("Service", "HorizontalPodAutoscaler").map(({ path }) => path)).toEqual(["a.yaml", "b.yaml"]);
    expect(all.named("Deployment", "web")).toHaveLength(1);
    expect(all.mayTarget("web").map(({ kind }) => kind)).toEqual(["HorizontalPodAutoscaler"]);
    expect(all.isComplete).toBe(true);
  });

  it("has the model of the file under check itself", () => {
    const found = cluster(files);
    const object = found.object("a.yaml", "Service web");
    expect(known(object, found.workspace).object).toBe(object);
  });

  it("has that file as it is checked, though the workspace has it otherwise, or not at all", () => {
    const { workspace } = cluster(files);
    const changed = read("a.yaml", service("shop"));
    expect(objectsAround(changed, workspace).named("Deployment", "web")).toEqual([]);
    const added = read("new.yaml", service("shop"));
    expect(
      objectsAround(added, workspace)
        .ofKind("Service")
        .map(({ name }) => name),
    ).toEqual(["web", "shop"]);
  });

  it("stays while only values change, and is made anew with other labels, names and kinds", () => {
    const { workspace } = cluster(files);
    const index = (text: string) => {
      workspace.open("a.yaml", text);
      return objectsAround(read("a.yaml", text), workspace);
    };
    const first = index(files["a.yaml"]);
    const pinned = files["a.yaml"].replace("1.0.0", "1.0.1");
    expect(index(pinned)).toBe(first);
    expect(first.ofKind("Deployment")[0]?.object.workload?.pod.mainContainers[0]?.image.value).toBe("example/web:1.0.1");
    const renamed = index(pinned.replace("name: web", "name: shop"));
    expect(renamed).not.toBe(first);
    expect(renamed.ofKind("Deployment").map(({ name }) => name)).toEqual(["shop"]);
  });

  it("is asked singly: what an edit has nothing to do with is answered as before", () => {
    const { workspace } = cluster(files);
    const open = (text: string) => {
      workspace.open("a.yaml", text);
      return read("a.yaml", text);
    };
    const file = open(files["a.yaml"]);
    const [web, front] = file.objects as [ManifestObject, ManifestObject];
    const asked = (ask: (watching: Watching) => unknown) => {
      const watching = new Watching(workspace);
      ask(watching);
      return watching.answers;
    };
    const byName = asked((watching) => objectsAround(file, watching).named("Service", "web"));
    const byLabel = asked((watching) => objectsAround(file, watching).maySelect("Service", known(web, watching).podLabels as Labels));
    const search = asked((watching) => isServed(web.workload as Workload, watching));
    const again = asked((watching) => isServed(web.workload as Workload, watching));
    const selected = asked((watching) => selectsNothing(front, watching));
    expect([...again.keys()]).toEqual([...search.keys()]);
    const holding = () =>
      Object.entries({ byName, byLabel, search, selected }).flatMap(([name, answers]) => (areUnchanged(answers, workspace) ? [name] : []));
    expect(holding()).toEqual(["byName", "byLabel", "search", "selected"]);
    // An object of its own, a line without meaning for others, another name of the workload.
    open(`${files["a.yaml"]}---\n${service("other")}`);
    expect(holding()).toEqual(["byName", "byLabel", "search", "selected"]);
    open(files["a.yaml"].replace("1.0.0", "1.0.1"));
    expect(holding()).toEqual(["byName", "byLabel", "search"]);
    open(files["a.yaml"].replace("name: web", "name: shop"));
    expect(holding()).not.toContain("selected");
    expect(holding()).toContain("byName");
    // The Service takes in other pods.
    open(files["a.yaml"].replace("selector: {app: web}", "selector: {app: shop}"));
    expect(holding()).toEqual([]);
  });

  it("leaves out what is too large, and is not complete where there are too many files", () => {
    const large = { "large.yaml": `${service("large")}#${"x".repeat(1024 * 1024)}\n`, "a.yaml": service("web") };
    expect(objectsAround(read("a.yaml", large["a.yaml"]), memoryWorkspace(large)).ofKind("Service")).toHaveLength(1);
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`m/${i}.yaml`, "a: 1\n"]));
    expect(objectsAround(read("a.yaml", ""), memoryWorkspace(many)).isComplete).toBe(false);
  });

  it("is never thrown off by what a file holds", () => {
    for (const text of [
      "kind: [\napiVersion: v1",
      "apiVersion: v1\nkind: Service\nmetadata: 1\nspec: []\n",
      "apiVersion: v1\nkind: {}\nmetadata: {name: [a]}\n",
    ]) {
      const { workspace } = cluster({
        "a.yaml": text,
        "b.yaml": deployment("web"),
        "kustomization.yaml": `${text}resources: {a: b}\npatches: 1\n`,
      });
      const file = read("a.yaml", text);
      expect(() => file.objects.map((object) => selectsNothing(object, workspace)), text).not.toThrow();
      const web = read("b.yaml", deployment("web")).objects[0]?.workload;
      expect(() => web && isServed(web, workspace), text).not.toThrow();
    }
  });
});

describe("while a large file is being edited", () => {
  it("nothing is searched again that cannot have changed", () => {
    let text = Array.from({ length: 100 }, (_, i) => `${deployment(`web-${i}`)}---\n${service(`web-${i}`)}`).join("---\n");
    const others = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`other/${i}.yaml`, `${deployment(`o-${i}`)}---\n${service(`o-${i}`)}`]),
    );
    const workspace = memoryWorkspace({ ...others, "all.yaml": text });
    const check = () => {
      workspace.open("all.yaml", text);
      const file = read("all.yaml", text);
      const began = performance.now();
      for (const { workload } of file.objects) {
        if (!workload) continue;
        expect(isServed(workload, workspace)).toBe(true);
        for (const container of workload.pod.containers) severityOfMissingIn(container, ["readinessProbe"], "warning", workspace);
      }
      return performance.now() - began;
    };
    const first = check();
    const times = Array.from({ length: 15 }, (_, i) => {
      text = text.replace(/web-7:1\.0\.\d+/, `web-7:1.0.${i + 1}`);
      return check();
    }).sort((a, b) => a - b);
    expect(times[7] as number).toBeLessThan(Math.max(first / 2, 25));
  });
});
