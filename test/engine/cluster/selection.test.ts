import { describe, expect, it } from "vitest";
import {
  findSelected,
  findServices,
  isServed,
  selectsNothing,
  servicesOf,
  workloadsSelectedBy,
} from "../../../server/engine/cluster/selection.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { type Cluster, cluster, deployment, service } from "./workspace.ts";

const served = ({ workspace, workload }: Cluster, path: string, title = "Deployment web") => isServed(workload(path, title), workspace);
const selected = ({ workspace, object }: Cluster, path: string, title = "Service web") =>
  workloadsSelectedBy(object(path, title), workspace).map((one) => `${one.object.title}@${one.object.file.source.path}`);
const nothing = ({ workspace, object }: Cluster, path: string, title = "Service web") => selectsNothing(object(path, title), workspace);

describe("in a folder", () => {
  it("a Service and the workload whose pods it selects belong together", () => {
    const found = cluster({ "k8s/web.yaml": deployment("web"), "k8s/service.yaml": service("web"), "k8s/other.yaml": deployment("other") });
    expect(served(found, "k8s/web.yaml")).toBe(true);
    expect(selected(found, "k8s/service.yaml")).toEqual(["Deployment web@k8s/web.yaml"]);
    expect(served(found, "k8s/other.yaml", "Deployment other")).toBe(false);
  });

  it("a selector that no pod template satisfies selects nothing", () => {
    const found = cluster({ "k8s/web.yaml": deployment("web"), "k8s/service.yaml": service("web", { selector: "app: wep" }) });
    expect(nothing(found, "k8s/service.yaml")).toBe(true);
    expect(served(found, "k8s/web.yaml")).toBe(false);
  });

  it("a Service without a selector selects none, and is not certain to have none", () => {
    const found = cluster({ "k8s/web.yaml": `${deployment("web")}---\n${service("web").replace(/ {2}selector.*\n/, "")}` });
    expect(served(found, "k8s/web.yaml")).toBe(false);
    expect(findSelected(found.object("k8s/web.yaml", "Service web"), found.workspace).objects).toEqual([]);
  });

  it("other namespaces are other things, one that is not named may be any", () => {
    const found = cluster({
      "k8s/web.yaml": deployment("web", { namespace: "shop" }),
      "k8s/service.yaml": service("web", { namespace: "office" }),
      "k8s/inherits.yaml": service("inherits", { selector: "app: web" }),
    });
    expect(nothing(found, "k8s/service.yaml")).toBe(true);
    expect(selected(found, "k8s/inherits.yaml", "Service inherits")).toHaveLength(1);
  });

  it("files that have the same object are alternatives", () => {
    const found = cluster({
      "a.yaml": `${deployment("web")}---\n${service("web")}`,
      "b.yaml": `${deployment("web")}---\n${service("web")}`,
      "c.yaml": service("extra", { selector: "app: web" }),
    });
    expect(selected(found, "a.yaml")).toEqual(["Deployment web@a.yaml"]);
    expect(servicesOf(found.workload("b.yaml", "Deployment web"), found.workspace).map(({ title }) => title)).toEqual([
      "Service web",
      "Service extra",
    ]);
  });

  it("labels that a template writes may be any", () => {
    const found = cluster({ "web.yaml": `${deployment("web", { labels: "app: ${NAME}" })}---\n${service("web")}` });
    expect(served(found, "web.yaml")).toBeUndefined();
    expect(nothing(found, "web.yaml")).toBe(false);
  });

  it("pods that an operator starts may be meant", () => {
    const files = { "web.yaml": service("web"), "database.yaml": "apiVersion: example.com/v1\nkind: Web\nmetadata:\n  name: web\n" };
    expect(nothing(cluster(files), "web.yaml")).toBe(false);
    expect(
      nothing(cluster({ ...files, "database.yaml": files["database.yaml"].replace("example.com", "cert-manager.io") }), "web.yaml"),
    ).toBe(true);
  });

  it("expressions are read", () => {
    const budget = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  minAvailable: 1
  selector:
    matchExpressions:
      - {key: app, operator: In, values: [web, shop]}
      - {key: track, operator: DoesNotExist}
`;
    const found = cluster({
      "web.yaml": deployment("web"),
      "canary.yaml": deployment("canary", { labels: "app: web, track: canary" }),
      "b.yaml": budget,
    });
    expect(selected(found, "b.yaml", "PodDisruptionBudget web")).toEqual(["Deployment web@web.yaml"]);
  });

  it("a Rollout without a template has that of the Deployment that it names", () => {
    const rollout = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: shop}
spec:
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}
`;
    const found = cluster({ "web.yaml": `${deployment("web")}---\n${service("web")}---\n${rollout}` });
    expect(selected(found, "web.yaml")).toEqual(["Deployment web@web.yaml", "Rollout shop@web.yaml"]);
    expect(served(found, "web.yaml", "Rollout shop")).toBe(true);
  });
});

describe("in other folders", () => {
  it("those beside it count, named after kinds or not, but not those for another place", () => {
    const beside = cluster({ "k8s/deployments/web.yaml": deployment("web"), "k8s/services/web.yaml": service("web") });
    expect(served(beside, "k8s/deployments/web.yaml")).toBe(true);
    const places = cluster({ "k8s/dev/web.yaml": deployment("web"), "k8s/prod/service.yaml": service("web") });
    expect(served(places, "k8s/dev/web.yaml")).toBeUndefined();
    expect(selected(places, "k8s/prod/service.yaml")).toEqual([]);
    expect(nothing(places, "k8s/prod/service.yaml")).toBe(false);
  });

  it("one that has its own there is not meant", () => {
    const found = cluster({
      "dev/web.yaml": deployment("web"),
      "prod/web.yaml": `${deployment("web")}---\n${service("web")}`,
    });
    expect(findServices(found.workload("dev/web.yaml", "Deployment web"), found.workspace)).toMatchObject({
      objects: [],
      mayBeMore: false,
    });
    expect(selected(found, "prod/web.yaml")).toEqual(["Deployment web@prod/web.yaml"]);
  });

  it("a chart is a world of its own, and never complete", () => {
    const found = cluster({
      "chart/Chart.yaml": "apiVersion: v2\nname: web\n",
      "chart/templates/web.yaml": deployment("web", { labels: "app: {{ .Release.Name }}" }),
      "chart/templates/service.yaml": service("shop"),
      "k8s/web.yaml": deployment("web"),
    });
    expect(nothing(found, "chart/templates/service.yaml", "Service shop")).toBe(false);
    expect(served(found, "k8s/web.yaml")).toBe(false);
  });
});

describe("where nothing else can be seen", () => {
  it("what stands in the file itself is known", () => {
    const workspace = unseenWorkspace();
    const read = (text: string) => parse(new SourceText("web.yaml", text), "kubernetes").objects;
    const [alone] = read(deployment("web"));
    expect(isServed(alone?.workload as NonNullable<typeof alone>["workload"] & object, workspace)).toBeUndefined();
    const [workload, web] = read(`${deployment("web")}---\n${service("web")}`);
    expect(isServed(workload?.workload as NonNullable<typeof alone>["workload"] & object, workspace)).toBe(true);
    expect(web && selectsNothing(web, workspace)).toBe(false);
  });
});

describe("while somebody types", () => {
  it("the objects of the file under check are those of its model, and the others as they stand", () => {
    const found = cluster({ "k8s/web.yaml": deployment("web"), "k8s/service.yaml": service("web") });
    const object = found.object("k8s/service.yaml", "Service web");
    expect(selected(found, "k8s/service.yaml")).toHaveLength(1);
    const changed = deployment("web").replace("1.0.0", "1.0.1");
    found.workspace.open("k8s/web.yaml", changed);
    expect(workloadsSelectedBy(object, found.workspace)[0]?.pod.mainContainers[0]?.image.value).toBe("example/web:1.0.1");
    const own = parse(new SourceText("k8s/web.yaml", changed), "kubernetes");
    expect(servicesOf(own.objects[0]?.workload as NonNullable<(typeof own.objects)[0]["workload"]>, found.workspace)).toHaveLength(1);
    expect(workloadsSelectedBy(object, found.workspace)[0]?.object).toBe(own.objects[0]);
    found.workspace.open("k8s/web.yaml", changed.replaceAll("app: web", "app: shop"));
    expect(selectsNothing(object, found.workspace)).toBe(true);
  });

  it("a check is made again when what it rests upon changes", () => {
    const found = cluster({ "k8s/web.yaml": deployment("web"), "k8s/service.yaml": service("web") });
    let checks = 0;
    const fact = {
      name: "check",
      compute: (workspace: Cluster["workspace"] | Parameters<typeof isServed>[1]) => {
        checks++;
        return servicesOf(found.workload("k8s/web.yaml", "Deployment web"), workspace).map(
          ({ spec }) => spec.list("ports").mappings.length,
        );
      },
    };
    expect(found.workspace.derive(fact)).toEqual([1]);
    found.workspace.open("k8s/service.yaml", `${service("web")}    - port: 81\n`);
    expect(found.workspace.derive(fact)).toEqual([2]);
    expect(checks).toBe(2);
  });
});
