import { describe, expect, test } from "vitest";
import type { Rule } from "../../../server/engine/rule.ts";
import invalidValue from "../../../server/engine/rules/kubernetes/invalid-value.ts";
import missingField from "../../../server/engine/rules/kubernetes/missing-field.ts";
import unknownField from "../../../server/engine/rules/kubernetes/unknown-field.ts";
import unquotedValue from "../../../server/engine/rules/kubernetes/unquoted-value.ts";
import wrongType from "../../../server/engine/rules/kubernetes/wrong-type.ts";
import { expectLawfulFixes, run, type Setting } from "../support.ts";

const rules = [unknownField, wrongType, missingField, invalidValue, unquotedValue] as readonly Rule[];
/** What all of the rules say: `rule on`. */
const said = (text: string, setting?: Setting) =>
  rules.flatMap((rule) => run(rule, text, setting).map(({ on }) => `${rule.id.slice(11)} ${on}`));
const lawful = (rule: Rule, text: string, fixed: string, setting?: Setting) => {
  const [problem, ...more] = run(rule, text, setting);
  expect(more).toEqual([]);
  expect(problem?.fixed[0]).toBe(fixed);
  expectLawfulFixes(rule, text, setting);
};
const pod = (container: string, spec = "") =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${spec}  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n${container}`;
const deployment = (spec: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n${spec}  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n`;

describe("unknown-field", () => {
  test.each([
    ["another case", pod("      imagepullpolicy: Always\n"), pod("      imagePullPolicy: Always\n"), "safe"],
    ["an underscore", deployment("  min_ready_seconds: 5\n"), deployment("  minReadySeconds: 5\n"), "safe"],
    ["a letter too few", deployment("  stratgy:\n    type: Recreate\n"), deployment("  strategy:\n    type: Recreate\n"), "unsafe"],
  ])("%s is renamed", (_name, bad, good, safety) => {
    lawful(unknownField as Rule, bad, good);
    expect(run(unknownField as Rule, bad)[0]?.fixes?.[0]?.safety).toBe(safety);
    expect(said(bad)).toHaveLength(1);
  });

  test("a field of the level below is moved there, with the map that it needs", () => {
    lawful(unknownField as Rule, pod("      privileged: true\n"), pod("      securityContext:\n        privileged: true\n"));
  });

  test("a field of a container in the pod's security context goes to that of the container", () => {
    const [problem] = run(
      unknownField as Rule,
      pod("      securityContext:\n        runAsNonRoot: true\n", "  securityContext:\n    privileged: true\n    runAsNonRoot: true\n"),
    );
    expect(problem?.message).toContain("`securityContext` of a container");
    expect(problem?.fixed[0]).toBe(
      pod("      securityContext:\n        runAsNonRoot: true\n        privileged: true\n", "  securityContext:\n    runAsNonRoot: true\n"),
    );
  });

  test("a field of the pod in the Deployment is sent below", () => {
    const [problem] = run(unknownField as Rule, deployment("  terminationGracePeriodSeconds: 45\n"));
    expect(problem?.message).toContain("It belongs to `spec.template.spec`");
    expectLawfulFixes(unknownField as Rule, deployment("  terminationGracePeriodSeconds: 45\n"));
  });

  test("what stands beside its place is not missing in it as well", () => {
    const text = pod("      livenessProbe:\n        httpGet:\n          path: /healthz\n        port: 8080\n");
    expect(said(text)).toEqual(["unknown-field port"]);
    expectLawfulFixes(unknownField as Rule, text);
  });

  test("a misspelt field that is required is told of once", () => {
    expect(said(pod("      ports:\n        - containerport: 80\n"))).toEqual(["unknown-field containerport"]);
    expect(said(deployment("").replace("selector:", "selecter:"))).toEqual(["unknown-field selecter"]);
  });

  test("a second one beside the right one is told to be so", () => {
    const [problem] = run(unknownField as Rule, deployment("  replicas: 2\n  replica: 3\n"));
    expect(problem?.message).toContain("`replicas` is there already");
  });

  test("a field that the release does not have yet", () => {
    const text = pod("      lifecycle:\n        preStop:\n          sleep:\n            seconds: 5\n");
    expect(run(unknownField as Rule, text)).toEqual([]);
    expect(run(unknownField as Rule, text, { kubernetesVersion: "1.30.4" })).toEqual([]);
    const [problem] = run(unknownField as Rule, text, { kubernetesVersion: "1.29" });
    expect([problem?.on, problem?.severity]).toEqual(["sleep", "warning"]);
  });

  const route = (line: string) =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: web\nspec:\n  parentRefs:\n    - name: public\n  rules:\n    - backendRefs:\n        - name: web\n          port: 80\n${line}`;
  test("kinds of add-ons are known", () => {
    expect(said(route("          wieght: 10\n"))).toEqual(["unknown-field wieght"]);
    expect(said(route("          weight: 10\n"))).toEqual([]);
  });

  const definition =
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: boats.example.com\nspec:\n  group: example.com\n  names:\n    plural: boats\n    kind: Boat\n  scope: Namespaced\n  versions:\n    - name: v1\n      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n            spec:\n              type: object\n              required: [crew]\n              properties:\n                crew:\n                  type: integer\n                sails:\n                  type: integer\n";
  const boat = (spec: string) => `apiVersion: example.com/v1\nkind: Boat\nmetadata:\n  name: nina\nspec:\n${spec}`;
  test("kinds of the workspace are known", () => {
    const files = { "crds/boat.yaml": `# Boats.\n---\n${definition}` };
    expect(said(boat("  crew: 3\n  sials: 2\n"), { files })).toEqual(["unknown-field sials"]);
    expect(said(boat("  crew: many\n"), { files })).toEqual(["wrong-type many"]);
    expect(said(boat("  sails: 2\n"), { files })).toEqual(["missing-field spec"]);
    expect(said(boat("  crew: 3\n  sails: 2\n"), { files })).toEqual([]);
    lawful(unknownField as Rule, boat("  crew: 3\n  sials: 2\n"), boat("  crew: 3\n  sails: 2\n"), { files });
  });

  test("where the workspace defines a bundled kind itself, both have to refuse", () => {
    const files = {
      "crd.yaml": definition
        .replace("example.com\n  names", "argoproj.io\n  names")
        .replace("kind: Boat", "kind: Rollout")
        .replace("name: v1", "name: v1alpha1")
        .replace("required: [crew]", "nullable: true"),
    };
    const rollout = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: web\nspec:\n  sails: 2\n";
    expect(said(rollout)).toEqual(["unknown-field sails"]);
    expect(said(rollout, { files })).toEqual([]);
  });

  test.each([
    ["unknown kinds", boat("  anything: 1\n")],
    ["unknown versions", deployment("  stratgy: 1\n").replace("apps/v1", "apps/v9")],
    ["directives of patches", deployment("  $patch: replace\n  $retainKeys: [selector]\n  $setElementOrder/containers: []\n")],
    [
      "what a cluster adds",
      `${deployment("").replace("  name: web\n", "  name: web\n  creationTimestamp: null\n  managedFields:\n    - manager: kubectl\n      fieldsV1:\n        f:spec: {}\n")}status:\n  anything: 1\n`,
    ],
    ["what SOPS adds", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\nstringData:\n  a: b\nsops:\n  version: 3.8.0\n"],
    [
      "keys of the user's own",
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  labels:\n    anything: x\ndata:\n  whatever: x\n",
    ],
    ["raw objects", "apiVersion: apps/v1\nkind: ControllerRevision\nmetadata:\n  name: web\nrevision: 1\ndata:\n  anything: 1\n"],
    ["placeholders of keys", deployment("  {{ .Values.key }}: 5\n")],
    [
      "merge keys",
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  initContainers:\n    - &one\n      name: one\n      image: a:1\n  containers:\n    - <<: *one\n      command: [run]\n",
    ],
    ["other files", "name: x\nspec:\n  nothing: 1\n"],
  ])("%s are left alone", (_name, text) => {
    expect(said(text)).toEqual([]);
  });

  test.each([
    ["the kind", pod("").replace("kind:", "knid:"), pod("")],
    ["the apiVersion", pod("").replace("apiVersion:", "apiversion:"), pod("")],
    [
      "what a container asks for",
      pod("      resources:\n        limits:\n          mmeory: 1Gi\n"),
      pod("      resources:\n        limits:\n          memory: 1Gi\n"),
    ],
    [
      "a key of a kustomization",
      "kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nresoruces: [web.yaml]\n",
      "kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nresources: [web.yaml]\n",
    ],
  ])("a slip in %s", (_name, bad, good) => {
    lawful(unknownField as Rule, bad, good);
    expect(said(bad)).toHaveLength(1);
    expect(said(good)).toEqual([]);
  });

  test("backends of the older version of an Ingress are told of once, and written anew", () => {
    const ingress = (backend: string) =>
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  rules:\n    - http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n${backend}`;
    lawful(
      unknownField as Rule,
      ingress("              serviceName: web\n              servicePort: 80\n"),
      ingress("              service:\n                name: web\n                port:\n                  number: 80\n"),
    );
    const fallback = (key: string) =>
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  ${key}:\n    service:\n      name: web\n      port:\n        name: http\n`;
    lawful(unknownField as Rule, fallback("backend"), fallback("defaultBackend"));
  });

  test("a kustomization need not say what it is", () => {
    const path = "kustomization.yaml";
    const [problem] = run(unknownField as Rule, "images:\n  - name: web\n    newtag: 1.4.2\n", { path });
    expect(problem?.message).toBe("Kustomize knows no field `newtag` in an item of `images`: it refuses the file. Write `newTag`.");
    expect(said("resources: web.yaml\nreplicas:\n  - count: 2\n", { path })).toEqual(["wrong-type web.yaml", "missing-field count"]);
    expect(
      said(
        "resources:\n  - web.yaml\npatches:\n  - path: a.yaml\n    target: {kind: Deployment}\nconfigMapGenerator:\n  - name: web\n    literals: [A=b]\n",
        { path },
      ),
    ).toEqual([]);
  });

  test("what a container asks for may be an add-on's", () => {
    expect(
      said(
        pod(
          "      resources:\n        limits:\n          nvidia.com/gpu: 1\n          hugepages-2Mi: 4Mi\n          ephemeral-storage: 1Gi\n",
        ),
      ),
    ).toEqual([]);
  });

  test("what an alias repeats is told at the anchor, and nothing behind it is changed", () => {
    const text = pod("      livenessProbe: &probe\n        httpget:\n          port: 80\n      readinessProbe: *probe\n");
    expect(said(text)).toEqual(["unknown-field httpget"]);
    const other = pod("      livenessProbe: &probe\n        httpGet:\n          port: 80\n      securityContext: *probe\n");
    expect(said(other)).toEqual(["unknown-field *probe"]);
    expect(run(unknownField as Rule, other)[0]?.fixes ?? []).toEqual([]);
  });

  test("in a document that YAML cannot read, nothing is said", () => {
    expect(said(pod("      readinesProbe: {a: [}\n"))).toEqual([]);
  });

  test("objects in lists, and all documents, are read", () => {
    const item = pod("      imagepullpolicy: Always\n").replace(/^/gm, "    ").replace("    apiVersion", "  - apiVersion").trimEnd();
    expect(said(`apiVersion: v1\nkind: List\nitems:\n${item}\n---\n${pod("      envs: []\n")}`)).toEqual([
      "unknown-field imagepullpolicy",
      "unknown-field envs",
    ]);
  });

  test("aliases of aliases come to an end", () => {
    const lines = ["a0: &a0 {name: x}"];
    for (let i = 1; i < 30; i++) lines.push(`a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`);
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n${lines.map((line) => `  ${line}`).join("\n")}\n`;
    const start = performance.now();
    expect(said(text).length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe("wrong-type", () => {
  test.each([
    ["quotes around a number", deployment('  replicas: "3"\n'), deployment("  replicas: 3\n")],
    [
      "quotes around a port",
      pod('      livenessProbe:\n        httpGet:\n          port: "8080"\n'),
      pod("      livenessProbe:\n        httpGet:\n          port: 8080\n"),
    ],
    ["quotes around a boolean", deployment("  paused: 'true'\n"), deployment("  paused: true\n")],
    ["one value instead of a list", pod("      command: /start\n"), pod("      command:\n        - /start\n")],
    [
      "names and values instead of a list of them",
      pod("      env:\n        LEVEL: info\n        PORT: 80\n"),
      pod('      env:\n        - name: LEVEL\n          value: info\n        - name: PORT\n          value: "80"\n'),
    ],
    [
      "a text instead of a map",
      pod("", '  volumes:\n    - name: tmp\n      emptyDir: ""\n'),
      pod("", "  volumes:\n    - name: tmp\n      emptyDir: {}\n"),
    ],
  ])("%s", (_name, bad, good) => lawful(wrongType as Rule, bad, good));

  test.each([
    ["a word for a number", deployment("  replicas: three\n"), "three"],
    ["a broken number", deployment("  replicas: 1.5\n"), "1.5"],
    ["a command with blanks, which only a shell divides", pod("      command: npm start\n"), "npm start"],
    ["a list for a map", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels: [a]\nspec:\n  containers: []\n", "[a]"],
    ["a map for a text", pod("      workingDir: {a: b}\n"), "{a: b}"],
    ["a boolean for a port", pod("      livenessProbe:\n        tcpSocket:\n          port: yes\n"), "yes"],
  ])("%s has no certain fix", (_name, text, on) => {
    const [problem] = run(wrongType as Rule, text);
    expect(problem?.on).toBe(on);
    expect(problem?.fixes ?? []).toEqual([]);
  });

  test.each([
    ["YAML 1.1 booleans", deployment("  paused: yes\n")],
    ["octal numbers", pod("", "  volumes:\n    - name: a\n      configMap:\n        name: a\n        defaultMode: 0644\n")],
    ["no value", deployment("  replicas:\n  paused: null\n  strategy: ~\n")],
    [
      "numbers and texts where both may stand",
      deployment("  strategy:\n    rollingUpdate:\n      maxSurge: 1\n      maxUnavailable: 25%\n"),
    ],
    ["numbers as quantities", pod("      resources:\n        limits:\n          cpu: 0.5\n          memory: 1e9\n")],
    ["whole floats", deployment("  replicas: 3.0\n")],
    ["placeholders", deployment("  replicas: {{ .Values.replicas }}\n  paused: ${PAUSED}\n")],
    ["a placeholder behind a colon", pod("      command:\n        - curl\n        - localhost:{{ .Values.port }}/healthz\n")],
  ])("%s are right", (_name, text) => expect(said(text)).toEqual([]));
});

describe("missing-field", () => {
  test("a selector is made of the labels", () => {
    const bad = deployment("").replace("  selector:\n    matchLabels:\n      app: web\n", "");
    lawful(missingField as Rule, bad, deployment(""));
  });
  test("a container without a name", () => {
    const text = pod("").replace("- name: web\n      image", "- image");
    const [problem] = run(missingField as Rule, text);
    expect([problem?.on, problem?.message]).toEqual(["image", "A container needs `name`, and the API server refuses the object without."]);
    expectLawfulFixes(missingField as Rule, text);
  });
  test("several of one map are one finding", () => {
    const [problem, ...more] = run(
      missingField as Rule,
      "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  minReplicas: 2\n",
    );
    expect(more).toEqual([]);
    expect(problem?.message).toContain("`maxReplicas` and `scaleTargetRef`");
  });
  test.each([
    [
      "patches",
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          ports:\n            - protocol: TCP\n",
    ],
    [
      "what a template may write",
      pod("      ports:\n        - protocol: TCP\n          {{- if .Values.port }}\n          containerPort: 80\n          {{- end }}\n"),
    ],
    ["included parts", pod("").replace("- name: web\n", '- {{- include "web" . | nindent 6 }}\n')],
  ])("%s need not be whole", (_name, text) => expect(run(missingField as Rule, text)).toEqual([]));
  test("parts that Kustomize lays over objects need not be whole", () => {
    const files = { "kustomization.yaml": "resources: [base.yaml]\npatches:\n  - path: patch.yaml\n", "base.yaml": deployment("") };
    const patch =
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: a:1\n      ports:\n        - protocol: TCP\n";
    expect(run(missingField as Rule, patch, { path: "patch.yaml", files })).toEqual([]);
    expect(run(missingField as Rule, patch, { path: "other.yaml", files })).toHaveLength(1);
  });
  test("what tests compare a cluster with need not be whole", () => {
    const text = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  minReplicas: 2\n";
    for (const path of ["tests/chainsaw/step.yaml", ".chainsaw-test/a.yaml", "kuttl/00-assert.yaml"])
      expect(run(missingField as Rule, text, { path })).toEqual([]);
  });
});

describe("invalid-value", () => {
  test.each([
    ["lower case", pod("      imagePullPolicy: ifnotpresent\n"), pod("      imagePullPolicy: IfNotPresent\n"), "safe"],
    ["in quotes", pod("", '  restartPolicy: "always"\n'), pod("", '  restartPolicy: "Always"\n'), "safe"],
    ["a letter", pod("", "  dnsPolicy: ClusterFrist\n"), pod("", "  dnsPolicy: ClusterFirst\n"), "unsafe"],
    ["an item", pod("", "  volumes: []\n").replace("kind: Pod", "kind: Pod"), undefined, undefined],
    [
      "a unit",
      pod("      resources:\n        limits:\n          memory: 512MB\n"),
      pod("      resources:\n        limits:\n          memory: 512M\n"),
      "unsafe",
    ],
  ])("%s", (_name, bad, good, safety) => {
    const [problem] = run(invalidValue as Rule, bad);
    expect(problem?.fixed[0]).toBe(good);
    expect(problem?.fixes?.[0]?.safety).toBe(safety);
    expectLawfulFixes(invalidValue as Rule, bad);
  });
  test("an item of a list", () => {
    const claim = (mode: string) =>
      `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: web\nspec:\n  accessModes: [${mode}]\n`;
    lawful(invalidValue as Rule, claim("readWriteOnce"), claim("ReadWriteOnce"));
  });
  test.each([
    ["values of an add-on's own", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ntype: example.com/anything\n"],
    ["pages of memory", pod("", "  volumes:\n    - name: a\n      emptyDir:\n        medium: HugePages-2Mi\n")],
    ["placeholders", pod("      imagePullPolicy: {{ .Values.policy }}\n")],
    ["part placeholders", pod('      imagePullPolicy: "${POLICY}"\n')],
    ["nothing", pod('      imagePullPolicy: ""\n', "  dnsPolicy:\n")],
  ])("%s are left alone", (_name, text) => expect(said(text)).toEqual([]));
  test("what keeps its pods running takes no other restart policy than Always", () => {
    const kept = (kind: string, policy: string) =>
      deployment("").replace("kind: Deployment", `kind: ${kind}`).replace("    spec:\n", `    spec:\n      restartPolicy: ${policy}\n`);
    lawful(invalidValue as Rule, kept("Deployment", "Never"), kept("Deployment", "Always"));
    expect(said(kept("DaemonSet", "OnFailure"))).toEqual(["invalid-value OnFailure"]);
    expect(said(kept("Deployment", "Sometimes"))).toHaveLength(1);
    expect(said(kept("Deployment", "Always"))).toEqual([]);
    expect(said(kept("Deployment", '"{{ .Values.policy }}"'), { path: "chart/templates/web.yaml" })).toEqual([]);
    expect(said(pod("", "  restartPolicy: Never\n"))).toEqual([]);
  });
  test("reports ports of containers that are none", () => {
    const ports = (text: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: a:1\n      ports:\n        - ${text}\n`;
    expect(said(ports("containerPort: 80800"))).toEqual(["invalid-value 80800"]);
    expect(said(ports("containerPort: 0"))).toEqual(["invalid-value 0"]);
    expect(said(ports("{containerPort: 8080, hostPort: 70000}"))).toEqual(["invalid-value 70000"]);
    for (const fine of ["containerPort: 65535", "{containerPort: 1, hostPort: 0}", "containerPort: {{ .Values.port }}"])
      expect(said(ports(fine))).toEqual([]);
  });

  test("none near", () => {
    const [problem] = run(invalidValue as Rule, pod("", "  restartPolicy: Sometimes\n"));
    expect(problem?.message).toContain("`Always`, `Never` or `OnFailure`");
    expect(problem?.fixes ?? []).toEqual([]);
  });
});

describe("unquoted-value", () => {
  test.each([
    [
      "a number of an environment variable",
      pod("      env:\n        - name: PORT\n          value: 8080\n"),
      pod('      env:\n        - name: PORT\n          value: "8080"\n'),
    ],
    [
      "an annotation",
      deployment("").replace("  name: web\n", "  name: web\n  annotations:\n    a/b: true\n"),
      deployment("").replace("  name: web\n", '  name: web\n  annotations:\n    a/b: "true"\n'),
    ],
    [
      "an octal number",
      pod("      env:\n        - name: UMASK\n          value: 0022\n"),
      pod('      env:\n        - name: UMASK\n          value: "0022"\n'),
    ],
    ["an argument", pod("      args:\n        - --port\n        - 8080\n"), pod('      args:\n        - --port\n        - "8080"\n')],
    ["the file's own quotes", pod("      workingDir: '/app'\n      args: [1]\n"), pod("      workingDir: '/app'\n      args: ['1']\n")],
  ])("%s", (_name, bad, good) => {
    lawful(unquotedValue as Rule, bad, good);
    expect(said(bad)).toHaveLength(1);
  });
  test.each([
    ["quotes", pod("      env:\n        - name: A\n          value: \"1\"\n        - name: B\n          value: 'yes'\n")],
    ["no value", pod("      env:\n        - name: A\n          value:\n        - name: B\n          value: null\n")],
    ["times of day, which stay texts", pod("      env:\n        - name: A\n          value: 22:22\n")],
    [
      "dates and versions",
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  day: 2026-01-31\n  version: 1.2.3\n  size: 10Mi\n  block: |\n    1\n",
    ],
    ["placeholders", pod("      env:\n        - name: A\n          value: {{ .Values.a }}\n")],
  ])("%s are right", (_name, text) => expect(said(text)).toEqual([]));
});
