import { describe, expect, it } from "vitest";
import { configured, shop, strategies, worker } from "./kubernetes-projects.ts";
import { allPairs, combinations, expectLawful, type Files, findingsIn, project, render, textOf, withGenerated } from "./support.ts";

const environments = ["production", "staging,production", "dev,staging,production"];
describe("kubernetes", () => {
  it.each(["kustomize", "plain"])(
    "is lawful with every strategy, controller, split, route and number of environments, laid out as %s",
    (layout) => {
      // Plain files are for production alone, however many environments there are.
      for (const answers of strategies)
        for (const list of layout === "plain" ? environments.slice(1, 2) : environments)
          expectLawful("kubernetes", shop, { ...answers, layout, environments: list });
    },
    120_000,
  );

  it("is lawful with all pairs of the other answers", () => {
    const pairs = allPairs({
      strategy: ["rolling", "blue-green", "canary"],
      controller: ["native", "argo-rollouts"],
      layout: ["kustomize", "plain"],
      minReplicas: [1, 2, 3],
      maxReplicas: [3, 20],
      startSeconds: [0, 60, 600],
      drainSeconds: [0, 5, 60],
      shutdownSeconds: [0, 20, 300],
      memoryLimit: ["256Mi", "1Gi"],
      host: [undefined, "shop.acme.dev"],
      services: ["", "postgres,redis", "mysql,mariadb,mongodb,rabbitmq"],
      port: [80, 3000],
      livenessPath: ["/livez", "/"],
      readinessPath: ["/readyz", "/livez", "/"],
      project: [shop, configured],
    });
    for (const { project, ...answers } of pairs) expectLawful("kubernetes", project as Files, answers);
  }, 120_000);

  it("is lawful for workers and jobs, which no request reaches", () => {
    for (const answers of combinations({
      strategy: ["rolling", "canary"],
      controller: ["native", "argo-rollouts"],
      layout: ["kustomize", "plain"],
      maxReplicas: [3, 10],
    })) {
      const result = expectLawful("kubernetes", worker, answers);
      const all = result.files.map(({ text }) => text).join("\n");
      expect(all).not.toMatch(/kind: Service$|Probe:|preStop|containerPort|HTTPRoute/m);
    }
  }, 60_000);

  it("is lawful for a server of files, which reads no settings", () => {
    for (const answers of strategies.filter(({ route }) => route !== "ingress")) {
      const result = expectLawful("kubernetes", project("static-html"), answers);
      expect(result.files.map(({ text }) => text).join("\n")).not.toMatch(/configMap|APP_ENV|envFrom/);
    }
  }, 60_000);

  it("keeps members of a monorepo apart: by folder and by name", () => {
    const member = Object.fromEntries(Object.entries(shop).map(([path, text]) => [`services/shop/${path}`, text]));
    for (const strategy of ["rolling", "blue-green", "canary"]) {
      const result = expectLawful("kubernetes", member, { strategy }, { folder: "services/shop" });
      expect(result.files.filter(({ path }) => !/^services\/shop\/(?:deploy|scripts)\//.test(path))).toEqual([]);
    }
  });

  it("fits the times of probes, rollout and termination together", () => {
    const result = render("kubernetes", shop, { startSeconds: 600, drainSeconds: 15, shutdownSeconds: 60 });
    const text = textOf(result, "deploy/base/deployment.yaml");
    const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1]);
    const threshold = number(/startupProbe:[\s\S]*?failureThreshold: (\d+)/);
    const period = number(/startupProbe:[\s\S]*?periodSeconds: (\d+)/);
    expect(period * (threshold - 1)).toBeGreaterThanOrEqual(600);
    expect(number(/progressDeadlineSeconds: (\d+)/)).toBeGreaterThan(period * threshold + number(/minReadySeconds: (\d+)/));
    expect(number(/terminationGracePeriodSeconds: (\d+)/)).toBeGreaterThan(15 + 60);
  });

  it("sends nothing that is secret into a file, and takes it from a Secret", () => {
    const result = render("kubernetes", configured);
    const text = textOf(result, "deploy/base/deployment.yaml");
    expect(text).toMatch(/- name: SESSION_SECRET\n +valueFrom:\n +secretKeyRef:\n +name: shop\n +key: SESSION_SECRET/);
    expect(result.notes.join("\n")).toContain("create secret generic shop");
  });

  it("runs as the user of the Dockerfile that is there", () => {
    const dockerfile = 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nUSER 4711:4712\nCMD ["node", "src/index.js"]\n';
    const text = textOf(render("kubernetes", { ...shop, Dockerfile: dockerfile }), "deploy/base/deployment.yaml");
    expect(text).toContain("runAsUser: 4711\n");
    expect(text).toContain("runAsGroup: 4712\n");
  });

  it("opens the ways to the services that it needs, and to no others", () => {
    const policy = (services: string) => textOf(render("kubernetes", shop, { services }), "deploy/base/networkpolicy.yaml");
    expect([...policy("postgres,redis").matchAll(/port: (\d+)/g)].map(([, port]) => port)).toEqual(["53", "53", "5432", "6379", "443"]);
    expect([...policy("").matchAll(/port: (\d+)/g)].map(([, port]) => port)).toEqual(["53", "53", "443"]);
  });

  it.each<[string, Record<string, unknown>, Files, RegExp]>([
    ["more pods at least than at most", { minReplicas: 5, maxReplicas: 2 }, shop, /minReplicas.*5.*maxReplicas.*2/],
    ["a request above the limit", { memoryRequest: "1Gi", memoryLimit: "512Mi" }, shop, /memoryRequest.*1Gi/],
    ["weights without a route", { strategy: "canary", traffic: "gateway", route: "ingress" }, shop, /route=gateway/],
    ["blue-green without a Service", { strategy: "blue-green" }, worker, /listens on no port/],
  ])("refuses %s", (_, answers, files, why) => {
    expect(() => render("kubernetes", files, answers)).toThrow(why);
  });

  it("takes from the manifests that are there what the cluster has", () => {
    const existing = {
      ...shop,
      "other/rollout.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: other\n",
      "other/gateway.yaml":
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata:\n  name: other\nspec:\n  gatewayClassName: cilium\n",
    };
    const result = render("kubernetes", existing, { strategy: "blue-green" });
    expect(result.answers).toMatchObject({ controller: "argo-rollouts", route: "gateway" });
    expect(result.detected.controller?.from).toEqual({ path: "other/rollout.yaml", line: 2 });
    expect(textOf(result, "deploy/base/gateway.yaml")).toContain("  gatewayClassName: cilium\n");
    const withIngress = { ...shop, "other/ingress.yaml": "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: other\n" };
    expect(render("kubernetes", withIngress, { strategy: "canary" }).answers).toMatchObject({ traffic: "replicas", route: "ingress" });
  });

  it("leaves the number of pods to the autoscaler, wherever there is one", () => {
    for (const answers of strategies) {
      const scaled = render("kubernetes", shop, answers).files.filter(({ path }) => /(?:deployment|rollout)\.yaml$/.test(path));
      for (const { text } of scaled) expect(text).not.toMatch(/^ {2}replicas:/m);
      const fixed = render("kubernetes", shop, { ...answers, minReplicas: 4, maxReplicas: 4 });
      expect(fixed.files.some(({ path }) => path.endsWith("hpa.yaml"))).toBe(false);
      expect(fixed.files.some(({ text }) => /^ {2}replicas: 4$/m.test(text))).toBe(true);
    }
  });

  it("says which endpoints the probes want, and how to have them written", () => {
    expect(render("kubernetes", shop).notes.join("\n")).toMatch(/`\/livez` and `\/readyz`.*generate health/);
    const live = { ...shop, "src/index.js": `${shop["src/index.js"]}app.get("/livez", (_, res) => res.send("ok"));\n` };
    expect(render("kubernetes", live).notes.join("\n")).not.toContain("generate health");
  });

  it("says what a canary by pods really comes to", () => {
    const { notes } = render("kubernetes", shop, { strategy: "canary", traffic: "replicas", minReplicas: 4 });
    expect(notes.join("\n")).toMatch(/One canary pod beside 4 others is 20 %/);
  });

  it("adds to a base that is there what it lacks, and leaves the rest to its owner", () => {
    const before = withGenerated(shop, render("kubernetes", shop));
    const path = "deploy/base/kustomization.yaml";
    const own = { ...before, [path]: `# Ours.\n${before[path]}` };
    const after = render("kubernetes", own, { route: "gateway" });
    expect(textOf(after, path)).toBe(own[path]?.replace("  - service.yaml\n", "  - service.yaml\n  - gateway.yaml\n  - httproute.yaml\n"));
    expect(after.files.find((file) => file.path === path)?.action).toBe("edit");
    expect(findingsIn(withGenerated(own, after), [path])).toEqual([]);
  });

  it("changes nothing of its own files when it is run again", () => {
    for (const answers of strategies) {
      const laid = withGenerated(shop, render("kubernetes", shop, answers));
      const again = render("kubernetes", laid, { ...answers, controller: answers.controller ?? "native" });
      expect(again.files.filter(({ action }) => action !== "unchanged").map(({ path }) => path)).toEqual([]);
      expect(findingsIn(laid, Object.keys(laid))).toEqual([]);
    }
  }, 60_000);
});
