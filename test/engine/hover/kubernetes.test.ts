import { describe, expect, it } from "vitest";
import { hover } from "../../../server/engine/hover/hover.ts";
import type { HoverOptions } from "../../../server/engine/hover/model.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { application, deployment, others, service } from "../editor/kubernetes.ts";

const path = "k8s/web.yaml";
const all = { ...application, [path]: deployment };

/** What is said at the first `found` behind the first `after`. */
function say(
  text: string,
  found: string,
  after = "",
  files: Readonly<Record<string, string>> = all,
  at = path,
  more: HoverOptions = {},
): string {
  const offset = text.indexOf(found, text.indexOf(after)) + 1;
  if (offset === 0) throw new Error(`no ${found}`);
  const workspace = memoryWorkspace({ ...files, [at]: text });
  return hover(new SourceText(at, text), "kubernetes", offset, { workspace, today: "2026-11-23", ...more })?.markdown ?? "";
}

describe("fields", () => {
  it("tells type, default and meaning at a key", () => {
    expect(say(deployment, "replicas")).toContain("**`replicas`** (integer, default `1`)\n\nNumber of desired pods.");
    expect(say(deployment, "httpGet")).toBe("**`httpGet`** (object)\n\nHTTPGet specifies an HTTP GET request to perform.");
    expect(say(deployment, "volumeMounts")).toMatch(/^\*\*`volumeMounts`\*\* \(list of objects\)/);
    expect(say(deployment, "containerPort")).toMatch(/^\*\*`containerPort`\*\* \(integer, required\)/);
  });

  it("tells the release that a field needs", () => {
    expect(say(deployment, "sleep")).toMatch(/since Kubernetes 1\.\d+/);
  });

  it("tells what may stand there at a value of a fixed set", () => {
    expect(say(deployment, "ScheduleAnyway")).toContain("One of `DoNotSchedule`, `ScheduleAnyway`.");
    expect(say(deployment, "Deployment")).toContain("**`Deployment`** of `apps/v1`");
  });

  it("knows the fields of kinds that the workspace defines", () => {
    const definition =
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: shops.example.com\nspec:\n  group: example.com\n  scope: Namespaced\n  names: \n    kind: Shop\n    plural: shops\n  versions:\n    - name: v1\n      served: true\n      storage: true\n      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n            spec:\n              type: object\n              properties:\n                shelves:\n                  type: integer\n                  description: How many shelves there are.\n";
    const shop = "apiVersion: example.com/v1\nkind: Shop\nmetadata:\n  name: a\nspec:\n  shelves: 3\n";
    expect(say(shop, "shelves", "", { "crd.yaml": definition })).toContain("How many shelves there are.");
    expect(say(shop, "shelves", "", {})).toBe("");
  });

  it("leaves fields to another extension where that explains them, but not what numbers come to", () => {
    const options = { explainsSyntax: false };
    expect(say(deployment, "volumeMounts", "", all, path, options)).toBe("");
    expect(say(deployment, "replicas", "", all, path, options)).toContain("at least 3 of 4 stay up");
  });

  it("has nothing for a field that is none", () => {
    expect(say(deployment.replace("replicas: 4", "replicaz: 4"), "replicaz")).not.toContain("Number of desired pods");
    expect(say(deployment.replace("apps/v1", "example.com/v9"), "serviceAccountName")).not.toContain("**`serviceAccountName`**");
  });
});

describe("what numbers come to", () => {
  it("tells the start-up budget, and what of it is certain", () => {
    const text = say(deployment, "startupProbe");
    expect(text).toContain("- Start-up budget 150 s.");
    expect(text).toContain("- An application that answers within 2 min 25 s is never killed.");
  });

  it.each(["livenessProbe", "periodSeconds", "timeoutSeconds"])("tells at %s when a hang is ended", (key) => {
    expect(say(deployment, key, "livenessProbe")).toContain("- Killed 60–93 s after a hang.");
  });

  it("tells readiness, also at the number itself", () => {
    expect(say(deployment, "2", "failureThreshold: 2".slice(0, 18))).toContain("Taken out of service after 10–21 s");
  });

  it.each(["strategy", "rollingUpdate", "maxSurge", "25%", "replicas"])("tells at %s what an update keeps", (key) => {
    expect(say(deployment, key)).toContain("During an update, at least 3 of 4 stay up, at most 5 run.");
  });

  it("tells what `Recreate` means", () => {
    const text = deployment.replace(/strategy:\n.*\n.*\n.*\n/, "strategy:\n    type: Recreate\n");
    expect(say(text, "Recreate")).toContain("All pods end before new ones start, and nobody answers until those are ready.");
  });

  it("tells of shutdown at the hook and at the grace period", () => {
    const text = deployment.replace("      containers:", "      terminationGracePeriodSeconds: 25\n      containers:");
    expect(say(text, "preStop")).toContain("- preStop 10 s of the 25 s grace.");
    expect(say(text, "terminationGracePeriodSeconds")).toContain("the application then has 15 s to finish.");
  });

  it("tells deadlines", () => {
    const text = deployment.replace("  replicas: 4", "  replicas: 4\n  minReadySeconds: 10\n  progressDeadlineSeconds: 300");
    expect(say(text, "minReadySeconds")).toContain("A pod counts as available once it has been ready for 10 s.");
    expect(say(text, "progressDeadlineSeconds")).toContain("An update counts as failed once nothing has come on for 5 min.");
  });

  it("tells of budgets and autoscalers", () => {
    expect(say(others, "maxUnavailable", "", all, "k8s/others.yaml")).toContain("- 1 eviction allowed.\n- 3 of 4 pods must stay healthy.");
    const autoscaler =
      "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }\n  minReplicas: 1\n  maxReplicas: 20\n";
    const text = say(autoscaler, "maxReplicas", "", all, "k8s/hpa.yaml");
    expect(text).toContain("- 1→20 in ≈ 45 s.");
    expect(text).toContain("1 → 4 → 8 → 16 → 20");
    expect(text).toContain("It scales down once the load has been lower for 5 min.");
    expect(say(deployment, "replicas", "", { ...all, "k8s/hpa.yaml": autoscaler })).toContain(
      "`HorizontalPodAutoscaler web` decides: 1 to 20.",
    );
  });

  it("reads schedules and amounts", () => {
    const job = 'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: a\nspec:\n  schedule: "17 3 * * 1-5"\n  timeZone: Europe/Berlin\n';
    expect(say(job, "17 3")).toContain("Runs at 03:17, from Monday to Friday (Europe/Berlin).");
    expect(say(deployment, "250m")).toBe("25% of one CPU.");
    expect(say(deployment, "128Mi")).toBe("128 MiB, 134,217,728 bytes.");
    expect(say(deployment.replace("128Mi", "128m"), "128m")).toContain("Less than a byte");
    expect(say(deployment.replace("limits: {", "limits: { cpu: 500m,"), "500m")).toBe(
      "50% of one CPU: 50 ms of every 100 ms, then it waits.",
    );
  });

  it("tells shares of traffic and the times of a canary", () => {
    const route =
      "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: web\nspec:\n  rules:\n    - backendRefs:\n        - { name: web, port: 80, weight: 90 }\n        - { name: api, port: 80, weight: 10 }\n";
    expect(say(route, "weight", "name: api")).toContain("10% of the traffic.");
    const rollout =
      "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: web\nspec:\n  strategy:\n    canary:\n      steps:\n        - setWeight: 20\n        - pause: { duration: 5m }\n";
    expect(say(rollout, "duration")).toContain("20% until 5 min.");
  });

  it.each([
    ["a probe", "failureThreshold: 30", "failureThreshold: ${N}", "startupProbe", /budget/],
    ["replicas", "replicas: 4", "replicas: ${N}", "maxSurge", /stay up/],
    ["a limit", "maxSurge: 25%", "maxSurge: {{ .Values.surge }}", "maxUnavailable", /stay up/],
    ["memory", "memory: 128Mi", "memory: ${MEMORY}", "MEMORY", /bytes/],
  ])("says nothing of %s that a template fills in", (_name, found, put, key, words) => {
    expect(say(deployment.replace(found, put), key)).not.toMatch(words);
  });
});

describe("what Kustomize makes of a value", () => {
  const kustomization = (resource: string, more = "") =>
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - ${resource}\n${more}`;
  const patch = (text: string) => `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n${text}`;
  const files = {
    "base/kustomization.yaml": kustomization("web.yaml"),
    "prod/kustomization.yaml": kustomization(
      "../base",
      "patches:\n  - path: patch.yaml\nimages:\n  - name: ghcr.io/example/web\n    newTag: 2.0.0\n",
    ),
    "prod/patch.yaml": patch(
      "  progressDeadlineSeconds: 90\n  template:\n    spec:\n      containers:\n        - name: web\n          startupProbe:\n            failureThreshold: 60\n",
    ),
    "test/kustomization.yaml": kustomization("../base", "replicas:\n  - name: web\n    count: 1\n"),
  };
  const text = deployment.replace("  replicas: 4\n", "  replicas: 4\n  progressDeadlineSeconds: 300\n");

  it("tells it by the build", () => {
    expect(say(text, "progressDeadlineSeconds", "", files, "base/web.yaml")).toContain(
      "Kustomize makes it `90` in `prod` (`prod/patch.yaml`).",
    );
    expect(say(text, "30", "startupProbe", files, "base/web.yaml")).toContain("Kustomize makes it `60` in `prod` (`prod/patch.yaml`).");
    expect(say(text, "replicas", "", files, "base/web.yaml")).toContain("Kustomize makes it `1` in `test` (`test/kustomization.yaml`).");
    expect(say(text, "ghcr.io", "", files, "base/web.yaml")).toContain("Kustomize makes it `ghcr.io/example/web:2.0.0`.");
  });

  it("says nothing of what stays", () => {
    expect(say(text, "maxSurge", "", files, "base/web.yaml")).not.toContain("Kustomize");
    expect(say(text, "progressDeadlineSeconds")).not.toContain("Kustomize");
  });
});

describe("what names lead to", () => {
  it.each([
    ["settings", "configMap:", "`ConfigMap settings`, `k8s/others.yaml`.\n\nKeys: `level`, `app.properties`."],
    ["web", "serviceAccountName", "`ServiceAccount web`, `k8s/others.yaml`."],
    ["level", "key: level", "Key of `ConfigMap settings`, `k8s/others.yaml`.\n\n```\ninfo\n```"],
    ["http", "livez, port", "Port 8080 of `Deployment web`, line 41."],
    ["config", "volumeMounts", "Volume `config`: `configMap`, line 31."],
  ])("tells it of %s behind %s", (found, after, text) => {
    expect(say(deployment, found, after)).toBe(text);
  });

  it("tells whose pods a Service selects, and where its ports lead", () => {
    expect(say(others, "web", "service:\n", all, "k8s/others.yaml")).toBe(
      "`Service web`, `k8s/service.yaml`.\n\nPorts: 80 → http. Selects `Deployment web`.",
    );
    expect(say(others, "web-http", "", all, "k8s/others.yaml")).toContain("Port 80 of `Service web`, which leads to `http`");
    expect(say(service, "web", "selector", all, "k8s/service.yaml")).toBe("Selects `Deployment web`.");
  });

  it("tells what leads to a workload, at its name", () => {
    expect(say(deployment, "web", "metadata")).toContain("Reached by `Service web`. Protected by `PodDisruptionBudget web`.");
  });

  it("never shows what a Secret holds", () => {
    const secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: settings\nstringData:\n  level: topsecret\n";
    const text = deployment.replace("configMapKeyRef", "secretKeyRef");
    const told = say(text, "level", "key: level", { "k8s/secret.yaml": secret });
    expect(told).toContain("Key of `Secret settings`");
    expect(told).not.toContain("topsecret");
  });

  it("tells what an image is, or what builds it", () => {
    const compose = "services:\n  web:\n    image: ghcr.io/example/web:dev\n    build: ./web\n";
    expect(say(deployment, "ghcr.io", "", { "compose.yaml": compose, "web/Dockerfile": "FROM node:24\n" })).toBe(
      "Built from `web/Dockerfile`.",
    );
    expect(say(deployment.replace("ghcr.io/example/web:1.4.2", "postgres:17"), "postgres")).toContain("listens on port 5432");
  });
});

describe("bad input", () => {
  it.each([
    ["", "kubernetes"],
    ["kind: Deployment", "half of a file"],
    ["apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: [\n", "an open bracket"],
    ["apiVersion: apps/v1\nkind: Deployment\nspec: text\n", "a text for a map"],
    ["apiVersion: v1\nkind: Service\nspec:\n  selector: *gone\n", "an alias of nothing"],
    ["apiVersion: v1\nkind: List\nitems: [1, {kind: Pod}, null]\n", "odd items"],
    ["apiVersion: policy/v1\nkind: PodDisruptionBudget\nspec: { minAvailable: 1, maxUnavailable: 1 }\n", "both limits"],
    ["{{ if .Values.x }}\nkind: Deployment\n{{ end }}\nspec:\n  replicas: {{ .n }}\n", "a template"],
  ])("%j does not throw (%s)", (text) => {
    for (let offset = 0; offset <= text.length; offset++) {
      const found = hover(new SourceText(path, text), "kubernetes", offset, { workspace: memoryWorkspace({ [path]: text }) });
      if (found) expect(found.span.end).toBeLessThanOrEqual(text.length);
    }
  });

  it("says nothing in comments", () => {
    expect(say(deployment.replace("  replicas: 4", "  # replicas: 4"), "replicas")).toBe("");
  });
});
