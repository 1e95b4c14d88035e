import { describe, expect, it } from "vitest";
import { refactorings } from "../../../server/engine/editor/editor.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { application, deployment, others, service } from "./kubernetes.ts";
import { editor } from "./workflow.ts";

const path = "k8s/web.yaml";
const hints = (text: string, files: Readonly<Record<string, string>> = {}) => editor(text, files, path).hints();

describe("hints behind the numbers", () => {
  it("tells what probes, updates and hooks come to", () => {
    expect(hints(deployment, application)).toEqual([
      "maxSurge: 25% « at most 5 run",
      "maxUnavailable: 25% « at least 3 of 4 stay up",
      "failureThreshold: 30 « start-up budget 150 s",
      "livenessProbe: « killed 60–93 s after a hang",
      "failureThreshold: 2 « taken out of service after 10–21 s",
      "seconds: 10 « preStop 10 s of the 30 s grace",
    ]);
  });

  it("tells the defaults of a probe that says nothing", () => {
    const text = deployment.replace(/ {12}initialDelaySeconds: 10\n.*\n.*timeoutSeconds: 3\n/, "");
    expect(hints(text, application)).toContain("livenessProbe: « killed 20–31 s after a hang");
  });

  it("tells how many evictions a budget allows", () => {
    const budget = (limit: string) =>
      editor(others.replace("maxUnavailable: 1", limit), { ...application, [path]: deployment }, "k8s/others.yaml").hints();
    expect(budget("maxUnavailable: 1")).toEqual(["maxUnavailable: 1 « 1 eviction allowed"]);
    expect(budget("minAvailable: 50%")).toEqual(["minAvailable: 50% « 2 evictions allowed"]);
    expect(budget("minAvailable: 4")).toEqual(["minAvailable: 4 « no eviction allowed"]);
  });

  const autoscaler = (more: string) =>
    `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }\n${more}`;

  it("tells how fast an autoscaler grows", () => {
    expect(hints(autoscaler("  maxReplicas: 20\n"))).toEqual(["maxReplicas: 20 « 1→20 in ≈ 45 s"]);
    expect(hints(autoscaler("  minReplicas: 3\n  maxReplicas: 30\n"))).toEqual(["maxReplicas: 30 « 3→30 in ≈ 45 s"]);
    const slow = "  behavior:\n    scaleUp:\n      policies:\n        - { type: Pods, value: 1, periodSeconds: 60 }\n";
    expect(hints(autoscaler(`  maxReplicas: 4\n${slow}`))).toEqual(["maxReplicas: 4 « 1→4 in ≈ 2 min"]);
    expect(hints(autoscaler("  maxReplicas: 4\n  behavior:\n    scaleUp:\n      selectPolicy: Disabled\n"))).toEqual([
      "maxReplicas: 4 « never scales up",
    ]);
  });

  it("reckons updates and budgets with the fewest and the most that an autoscaler leaves", () => {
    const scaled = { ...application, "k8s/hpa.yaml": autoscaler("  minReplicas: 2\n  maxReplicas: 10\n") };
    expect(hints(deployment.replace("  replicas: 4\n", ""), scaled)).toContain("maxUnavailable: 25% « at least 2 of 2 stay up (8 of 10)");
    expect(editor(others, { ...scaled, [path]: deployment }, "k8s/others.yaml").hints()).toEqual([
      "maxUnavailable: 1 « 1 eviction allowed",
    ]);
  });

  it("tells shares of traffic", () => {
    const route = (first: string) =>
      `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: web\nspec:\n  rules:\n    - backendRefs:\n        - name: web\n          port: 80\n          weight: ${first}\n        - name: api\n          port: 80\n          weight: 1\n`;
    expect(hints(route("9"))).toEqual(["weight: 9 « 90%", "weight: 1 « 10%"]);
    expect(hints(route("{{ .Values.weight }}"))).toEqual([]);
  });

  it("tells the share of a canary Ingress", () => {
    const ingress = (total: string) =>
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  annotations:\n    nginx.ingress.kubernetes.io/canary: "true"\n    nginx.ingress.kubernetes.io/canary-weight: "10"\n${total}`;
    expect(hints(ingress(""))).toEqual(['nginx.ingress.kubernetes.io/canary-weight: "10" « 10%']);
    expect(hints(ingress('    nginx.ingress.kubernetes.io/canary-weight-total: "1000"\n'))).toEqual([
      'nginx.ingress.kubernetes.io/canary-weight: "10" « 1%',
    ]);
    expect(hints(ingress("").replace('"true"', '"false"'))).toEqual([]);
  });

  it("adds the times of a canary's pauses up", () => {
    const rollout = (steps: string) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: web\nspec:\n  strategy:\n    canary:\n      steps:\n${steps}`;
    expect(
      hints(
        rollout(
          "        - setWeight: 20\n        - pause: { duration: 5m }\n        - setWeight: 50\n        - pause:\n            duration: 10m\n        - pause: {}\n        - setWeight: 80\n        - pause: { duration: 60 }\n",
        ),
      ),
    ).toEqual([
      "- pause: { duration: 5m « 20% until 5 min",
      "duration: 10m « 50% until 15 min",
      "- pause: {} « 50% until it is promoted",
      "- pause: { duration: 60 « 80% until ≥ 16 min",
    ]);
    expect(hints(rollout("        - setWeight: ${WEIGHT}\n        - pause: { duration: 5m }\n"))).toEqual([]);
  });

  it("tells Flagger's promotion and rollback, and when a CronJob runs", () => {
    const canary =
      "apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: web\nspec:\n  analysis:\n    interval: 1m\n    threshold: 5\n    maxWeight: 50\n    stepWeight: 10\n";
    expect(hints(canary)).toEqual([
      "threshold: 5 « rolled back after 5 min of failed checks",
      "stepWeight: 10 « promoted after 5 min at the earliest",
    ]);
    const job = (schedule: string) => `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: web\nspec:\n  schedule: ${schedule}\n`;
    expect(hints(job('"0 3 * * 1"\n  timeZone: Europe/Berlin'))).toEqual(['schedule: "0 3 * * 1" « at 03:00, on Monday (Europe/Berlin)']);
    expect(hints(job('"*/5 * * * *"'))).toEqual(['schedule: "*/5 * * * *" « every 5 minutes, every day']);
    expect(hints(job('"0 25 * * *"'))).toEqual([]);
  });

  it.each([
    ["a threshold that a template fills in", "failureThreshold: 30", "failureThreshold: ${START}"],
    ["a threshold that is no number", "failureThreshold: 30", "failureThreshold: many"],
    ["two handlers", "startupProbe:\n", "startupProbe:\n            tcpSocket: { port: http }\n"],
  ])("says nothing with %s", (_name, found, put) => {
    expect(hints(deployment.replace(found, put), application).join()).not.toContain("start-up budget");
  });

  it.each([
    ["replicas that a template fills in", "replicas: 4", "replicas: {{ .Values.replicas }}"],
    ["replicas that a variable gives", "replicas: 4", "replicas: ${REPLICAS}"],
    ["limits that are not taken", "maxUnavailable: 25%", "maxUnavailable: lots"],
  ])("says nothing of an update with %s", (_name, found, put) => {
    expect(hints(deployment.replace(found, put), application).join()).not.toMatch(/stay up|run/);
  });

  it("says nothing of parts that are laid over other objects", () => {
    const patch =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  strategy:\n    rollingUpdate:\n      maxUnavailable: 1\n";
    expect(hints(patch, application)).toEqual([]);
  });

  it("stays silent about a budget whose pods cannot be seen", () => {
    expect(editor(others, {}, "k8s/others.yaml").hints()).toEqual([]);
  });
});

describe("lenses", () => {
  it("tells whose pods are selected, and leads there", () => {
    expect(editor(service, { ...application, [path]: deployment }, "k8s/service.yaml").lenses()).toEqual([
      { at: "2 kind", title: "selects Deployment web (4 pods)", places: ["k8s/web.yaml:4 web"] },
    ]);
  });

  it("says nothing where nothing is selected", () => {
    expect(editor(service, {}, "k8s/service.yaml").lenses()).toEqual([]);
    expect(editor(service.replace("app: web", "app: ${APP}"), { [path]: deployment }, "k8s/service.yaml").lenses()).toEqual([]);
  });
});

describe("refactorings", () => {
  const ask = (text: string, found: string, files: Readonly<Record<string, string>> = { "k8s/service.yaml": service }) =>
    refactorings(new SourceText(path, text), "kubernetes", text.indexOf(found), {
      workspace: memoryWorkspace({ ...files, [path]: text }),
      today: "2026-11-23",
    });
  const plain = deployment
    .replace(/ {10}startupProbe:[\s\S]*/, "")
    .replace(/ {2}strategy:[\s\S]*?(?= {2}template:)/, "")
    .replace("replicas: 4", "replicas: 1");
  const applied = (text: string, title: string) => {
    const fix = ask(text, "kind").find((one) => one.title.startsWith(title));
    const [change] = fix?.changes ?? [];
    if (change?.kind !== "edit") throw new Error(`no ${title}`);
    return applyEdits(text, change.edits);
  };

  it("are offered on the lines with the kind and the name of a workload alone", () => {
    const titles = ["Make zero-downtime", "Make restricted (Pod Security Standard)", "Add autoscaling", "Add probes"];
    expect(ask(plain, "kind").map(({ title }) => title)).toEqual(titles);
    expect(ask(plain, "name: web").map(({ title }) => title)).toEqual(titles);
    expect(ask(plain, "replicas")).toEqual([]);
    expect(ask(service, "kind")).toEqual([]);
  });

  it("adds an autoscaler and a budget, takes the replicas away, and asks for what is needed", () => {
    const after = applied(plain, "Add autoscaling");
    expect(after).not.toContain("replicas: 1");
    expect(after).toContain(
      "          resources:\n            requests:\n              cpu: 100m\n              memory: 128Mi\n            limits:\n              memory: 256Mi\n",
    );
    expect(after).toContain(
      "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  minReplicas: 2\n  maxReplicas: 10\n",
    );
    expect(after).toContain("---\napiVersion: policy/v1\nkind: PodDisruptionBudget\n");
    expect(ask(after, "kind").map(({ title }) => title)).not.toContain("Add autoscaling");
  });

  it("leaves a budget and requests that are there", () => {
    const files = { ...application, [path]: deployment };
    const [fix] = ask(deployment, "kind", files).filter(({ title }) => title === "Add autoscaling");
    const [change] = fix?.changes ?? [];
    const after = change?.kind === "edit" ? applyEdits(deployment, change.edits) : "";
    expect(after).toContain("minReplicas: 4");
    expect(after).not.toContain("PodDisruptionBudget");
    expect(after.match(/requests/g)).toHaveLength(1);
  });

  it.each(["Make zero-downtime", "Make restricted", "Add probes"])("%s is done once", (title) => {
    const after = applied(plain, title);
    expect(after).not.toBe(plain);
    expect(ask(after, "kind").some((one) => one.title.startsWith(title))).toBe(false);
  });

  it("fills an empty security context", () => {
    const text = plain
      .replace("          ports:", "          securityContext: {}\n          ports:")
      .replace("      volumes:", "      securityContext: {}\n      volumes:");
    const after = applied(text, "Make restricted");
    expect(after).toContain("allowPrivilegeEscalation: false");
    expect(new SourceText(path, after).text).not.toMatch(/\{\w/);
  });

  it("are not offered for what another part completes, for broken files, and where the pods cannot be several", () => {
    expect(ask("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n", "kind")).toEqual([]);
    expect(ask(plain.replace("spec:\n", "spec:\n\tbroken: [\n"), "kind")).toEqual([]);
    expect(ask(plain.replace("ghcr.io/example/web:1.4.2", "postgres:18"), "kind").map(({ title }) => title)).not.toContain(
      "Add autoscaling",
    );
  });
});
