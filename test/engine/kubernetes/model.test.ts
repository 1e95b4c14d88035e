import { describe, expect, it } from "vitest";
import { container, deployment, manifest, object, workload } from "./parsed.ts";

const names = (text: string) => manifest(text).objects.map(({ title }) => title);
const pod = (name: string, spec = "containers: []") => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  ${spec}\n`;

describe("objects", () => {
  it("stand in documents, empty ones left out", () => {
    expect(names(`# one\n---\n---\n${pod("a")}---\n# nothing\n---\n${pod("b")}...\n---\n${pod("c")}`)).toEqual(["Pod a", "Pod b", "Pod c"]);
    expect(names("")).toEqual([]);
    expect(names("a: 1\n")).toEqual([]);
    expect(names("- apiVersion: v1\n")).toEqual([]);
    expect(names("just words\n")).toEqual([]);
  });

  it("are read alike with CRLF and a byte order mark", () => {
    const text = `${pod("a")}---\n${pod("b")}`;
    expect(names(`\uFEFF${text.replaceAll("\n", "\r\n")}`)).toEqual(["Pod a", "Pod b"]);
    expect(manifest(text.replaceAll("\n", "\r\n")).problems).toEqual([]);
  });

  it("stand in lists, and in lists of one kind that need not repeat it", () => {
    const items = "items:\n  - apiVersion: v1\n    kind: Service\n    metadata: { name: a }\n  - metadata: { name: b }\n  - null\n";
    expect(names(`apiVersion: v1\nkind: List\n${items}`)).toEqual(["Service a", "object b"]);
    expect(names(`apiVersion: v1\nkind: ServiceList\n${items}`)).toEqual(["Service a", "Service b"]);
    expect(
      names(
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: List\n    items:\n      - kind: Pod\n        metadata: { name: c }\n",
      ),
    ).toEqual(["Pod c"]);
    const [first] = manifest(`apiVersion: v1\nkind: List\n${items}`).objects;
    expect(first?.item?.span.start).toBeLessThan(first?.span.start ?? 0);
  });

  it("have group, version, names and what findings about them stand on", () => {
    const found = object("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\n  labels: { app: web }\n");
    expect([found.group, found.version, found.kind, found.name.value, found.namespace.value]).toEqual([
      "apps",
      "v1",
      "Deployment",
      "web",
      "shop",
    ]);
    expect(found.labels.text("app").value).toBe("web");
    expect(found.file.source.slice(found.nameSpan)).toBe("web");
    expect(object(pod("a")).group).toBe("");
    const generated = object("apiVersion: batch/v1\nkind: Job\nmetadata:\n  generateName: run-\n");
    expect(generated.file.source.slice(generated.nameSpan)).toBe("run-");
    const bare = object("apiVersion: v1\nkind: Pod\n");
    expect(bare.file.source.slice(bare.nameSpan)).toBe("Pod");
    const keyless = object("apiVersion: v1\nkind:\n");
    expect(keyless.kind).toBe("");
  });
});

describe("workloads", () => {
  const spec = "spec:\n  containers:\n    - name: a\n      image: b\n";
  const below = (text: string, ...keys: readonly string[]) =>
    keys.reduceRight((inner, key) => `${key}:\n${inner.replace(/^(?=.)/gm, "  ")}`, text);
  it.each([
    ["apps/v1", "Deployment", ["spec", "template"]],
    ["apps/v1", "StatefulSet", ["spec", "template"]],
    ["apps/v1", "DaemonSet", ["spec", "template"]],
    ["apps/v1", "ReplicaSet", ["spec", "template"]],
    ["extensions/v1beta1", "Deployment", ["spec", "template"]],
    ["v1", "ReplicationController", ["spec", "template"]],
    ["batch/v1", "Job", ["spec", "template"]],
    ["batch/v1", "CronJob", ["spec", "jobTemplate", "spec", "template"]],
    ["v1", "Pod", []],
    ["v1", "PodTemplate", ["template"]],
    ["argoproj.io/v1alpha1", "Rollout", ["spec", "template"]],
    ["apps.openshift.io/v1", "DeploymentConfig", ["spec", "template"]],
    ["serving.knative.dev/v1", "Service", ["spec", "template"]],
    ["apps.kruise.io/v1alpha1", "CloneSet", ["spec", "template"]],
  ])("%s %s", (apiVersion, kind, path) => {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x }\n${below(spec, ...path)}`;
    expect(workload(text).pod.mainContainers.map(({ name }) => name.value)).toEqual(["a"]);
  });

  it.each([
    ["v1", "Service"],
    ["example.com/v1", "Deployment"],
    ["serving.knative.dev/v1", "Configuration"],
    ["v1", "deployment"],
  ])("not %s %s", (apiVersion, kind) => {
    expect(object(`apiVersion: ${apiVersion}\nkind: ${kind}\n`).workload).toBeUndefined();
  });

  it("of kinds that the configuration names", () => {
    const text = `apiVersion: example.com/v1\nkind: Shop\nmetadata: { name: x }\n${below(spec, "spec", "pods")}`;
    const file = manifest(text);
    expect(file.objects[0]?.workload).toBeUndefined();
    file.usePodTemplates(new Map([["example.com/Shop", ["spec", "pods"]]]));
    const [found] = file.objects;
    expect(found?.workload?.kind).toBe("other");
    expect(found?.workload?.pod.mainContainers.map(({ name }) => name.value)).toEqual(["a"]);
    file.usePodTemplates(new Map([["example.com/Shop", ["spec", "pods"]]]));
    expect(file.objects[0] === found).toBe(true);
  });

  it("end by themselves or run for ever", () => {
    expect(deployment("image: a").isJob).toBe(false);
    expect(workload("apiVersion: batch/v1\nkind: Job\nspec: {}\n").isJob).toBe(true);
    expect(workload(pod("a", "restartPolicy: Never")).isJob).toBe(true);
    expect(workload(pod("a", "restartPolicy: Always")).isJob).toBe(false);
  });

  it("have a strategy under the key of their kind", () => {
    expect(deployment("image: a", { spec: "strategy: { type: Recreate }" }).strategy.text("type").value).toBe("Recreate");
    const set = workload("apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  updateStrategy: { type: OnDelete }\n");
    expect(set.strategy.text("type").value).toBe("OnDelete");
  });

  it("of Windows are known by their system or nodes", () => {
    expect(deployment("image: a", { pod: "os: { name: windows }" }).pod.isWindows).toBe(true);
    expect(deployment("image: a", { pod: "nodeSelector: { kubernetes.io/os: windows }" }).pod.isWindows).toBe(true);
    expect(deployment("image: a").pod.isWindows).toBe(false);
  });
});

describe("containers", () => {
  it("before the others, beside them and the main ones are told apart", () => {
    const { pod: found } = deployment("image: a", {
      pod: "initContainers:\n  - name: first\n    image: b\n  - name: proxy\n    image: c\n    restartPolicy: Always\n  - words\n  - null\n",
    });
    const list = (containers: readonly { name: { value: string | undefined }; role: string }[]) =>
      containers.map(({ name, role }) => `${role} ${name.value}`);
    expect(list(found.initContainers)).toEqual(["init first"]);
    expect(list(found.sidecars)).toEqual(["sidecar proxy"]);
    expect(list(found.containers)).toEqual(["main web", "sidecar proxy"]);
    expect(list(found.allContainers)).toEqual(["main web", "init first", "sidecar proxy"]);
  });

  it("without a name are named by their first key", () => {
    const [only] = workload("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: a\n").pod.mainContainers;
    expect(only?.pod.workload.object.file.source.slice(only.nameSpan)).toBe("image");
  });

  it("are called by their names in messages, where these are known", () => {
    const [first, second] = workload("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: web\n    - name: {{ .Chart.Name }}\n")
      .pod.mainContainers;
    expect([first?.called(), first?.called("first"), second?.called(), second?.called("first")]).toEqual([
      "`web`",
      "`web`",
      "this container",
      "This container",
    ]);
  });

  it("have ports by name, numbers in quotes as numbers for handlers", () => {
    const found = container(
      "ports:\n  - name: http\n    containerPort: 8080\nlivenessProbe: { httpGet: { port: http } }\nreadinessProbe: { tcpSocket: { port: '81' } }\n",
    );
    expect(found.port("http")?.containerPort.value).toBe(8080);
    expect(found.probe("liveness")?.handler?.portNumber).toBe(8080);
    expect(found.probe("readiness")?.handler?.portNumber).toBe(81);
    expect(found.probe("startup")).toBeUndefined();
    expect(found.hasProbe("startup")).toBe(false);
  });

  it("have probes with the API's defaults, 0 being none", () => {
    const found = container(
      "livenessProbe: { grpc: { port: 1 }, periodSeconds: 0, failureThreshold: 5 }\nreadinessProbe: { periodSeconds: two }\n",
    );
    expect(found.probe("liveness")?.timing).toEqual({
      initialDelaySeconds: 0,
      periodSeconds: 10,
      timeoutSeconds: 1,
      successThreshold: 1,
      failureThreshold: 5,
    });
    expect(found.probe("readiness")?.timing).toBeUndefined();
  });

  it("have no one handler where there are several or none", () => {
    const found = container("livenessProbe: { exec: { command: [a] }, tcpSocket: { port: 1 } }\nreadinessProbe: {}\n");
    expect(found.probe("liveness")?.handlers.map(({ kind }) => kind)).toEqual(["exec", "tcpSocket"]);
    expect(found.probe("liveness")?.handler).toBeUndefined();
    expect(found.probe("readiness")?.handlers).toEqual([]);
  });
});

describe("values", () => {
  it("are what YAML 1.1 makes of them", () => {
    const found = container(
      "a: yes\nb: 'yes'\nc: 0644\nd: 0x10\ne: 1_000\nf: 22:22\ng: ~\nh: 1.5\ni: 2024-01-01\nj: !!str 5\nk: .5\nl: 1e3\nm: +5\n",
    ).mapping;
    const value = (key: string) => found.scalar(key).value;
    expect(["a", "b", "c", "d", "e", "f", "h", "i", "j", "k", "l", "m"].map(value)).toEqual([
      true,
      "yes",
      420,
      16,
      1000,
      "22:22",
      1.5,
      "2024-01-01",
      "5",
      0.5,
      1000,
      5,
    ]);
    expect(found.scalar("g").state).toBe("absent");
  });

  it("that are null are as good as absent", () => {
    const found = container("livenessProbe:\nreadinessProbe: null\nresources: ~\nports:\nenv: null\nargs: [null, a]\n");
    expect([found.hasProbe("liveness"), found.hasProbe("readiness"), found.mapping.has("resources")]).toEqual([false, false, false]);
    expect(found.resources.state).toBe("absent");
    expect(found.requests.state).toBe("absent");
    expect(found.portList.state).toBe("absent");
    expect(found.args.known).toEqual(["a"]);
  });

  it("of the wrong type are unknown, not absent", () => {
    const found = container("image: [a]\nresources: words\nports: { a: b }\nenv: [a]\nlivenessProbe: true\nworkingDir: 5\n");
    expect([found.image.state, found.resources.state, found.portList.state, found.mapping.text("workingDir").state]).toEqual([
      "unknown",
      "unknown",
      "unknown",
      "unknown",
    ]);
    expect(found.resources.mapping("limits").state).toBe("unknown");
    expect(found.env[0]?.name.state).toBe("unknown");
    expect(found.hasProbe("liveness")).toBe(true);
    expect(found.probe("liveness")).toBeUndefined();
  });

  it("reach through anchors and merge keys, the map's own first", () => {
    const found = deployment("<<: *base\nimage: own\nlivenessProbe: *probe\n", {
      pod: "x-base: &base { image: base, workingDir: /srv, stdin: true }\nx-more: &more { tty: true, stdin: false }\nx-probe: &probe { tcpSocket: { port: 5 } }\n",
    });
    const [only] = found.pod.mainContainers;
    expect([only?.image.value, only?.mapping.text("workingDir").value, only?.mapping.has("stdin"), only?.mapping.has("tty")]).toEqual([
      "own",
      "/srv",
      true,
      false,
    ]);
    expect(only?.probe("liveness")?.handler?.portNumber).toBe(5);
    const several = object("apiVersion: v1\nkind: ConfigMap\nx: &x { a: b }\ny: &y { a: c, d: e }\ndata: { <<: [*x, *y] }\n").root.mapping(
      "data",
    );
    expect(several.entries.map(({ key }) => key)).toEqual(["a", "d"]);
    expect(several.text("a").value).toBe("b");
  });

  it("that refer to themselves end", () => {
    const found = object("apiVersion: v1\nkind: Pod\nspec: &a\n  <<: *a\n  spec: *a\n");
    expect(found.spec.has("containers")).toBe(false);
    expect(found.spec.mapping("spec").mapping("spec").state).not.toBe("absent");
  });
});

describe("a document that is being written", () => {
  it.each([
    ["a quote that is not closed", 'metadata:\n  name: "b\n'],
    ["a key without a colon", "metadata:\n  name: b\n  nam\n"],
    ["a bracket that is not closed", "spec: { containers: [\n"],
    ["a tab", "\tmetadata:\n"],
    ["a wrong indent", "metadata:\n   name: b\n  labels: {}\n"],
  ])("with %s does not disturb the others", (_, lines) => {
    const file = manifest(`${pod("a")}---\napiVersion: v1\nkind: Pod\n${lines}---\n${pod("c")}`);
    expect(file.objects.map(({ title }) => title).filter((title) => title !== "Pod" && title !== "Pod b")).toEqual(["Pod a", "Pod c"]);
    expect(file.documents.map(({ problems }) => problems.length > 0)).toEqual([false, true, false]);
    // Nothing is known to be missing where something cannot be read.
    const [first, broken] = file.objects;
    expect([first?.root.has("status"), broken?.root.has("status")]).toEqual([false, undefined]);
  });
});

describe("a part that is laid over another object", () => {
  const isPatch = (text: string) => object(text).isPatch;
  const whole =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec:\n  selector: { matchLabels: { a: b } }\n  template:\n    metadata: { labels: { a: b } }\n    spec:\n      containers:\n        - name: a\n          image: b\n";
  it.each([
    ["no selector", whole.replace(/ {2}selector.*\n/, "").replace(/ {4}metadata.*\n/, "")],
    ["no template", "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { replicas: 2 }\n"],
    [
      "a container without an image",
      whole
        .replace(/ {10}image.*\n/, "")
        .replace(/ {2}selector.*\n/, "")
        .replace(/ {4}metadata.*\n/, ""),
    ],
    ["a directive", whole.replace("spec:\n  sel", "spec:\n  $patch: replace\n  sel")],
    ["no name", whole.replace("metadata: { name: a }\n", "")],
    ["no containers", whole.replace(/ {6}containers:[\s\S]*/, "      hostNetwork: true\n")],
  ])("has %s", (_, text) => {
    expect(isPatch(text)).toBe(true);
  });

  it.each([
    ["a whole object", whole],
    ["an image that was forgotten", whole.replace(/ {10}image.*\n/, "")],
    ["a selector that was forgotten", whole.replace(/ {2}selector.*\n/, "")],
    ["a Service", "apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: {}\n"],
    [
      "a generated name",
      "apiVersion: batch/v1\nkind: Job\nmetadata: { generateName: a- }\nspec:\n  template:\n    spec:\n      containers: [{ name: a, image: b }]\n",
    ],
    [
      "a Rollout that refers to a Deployment",
      "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: a }\nspec: { workloadRef: { name: b } }\n",
    ],
    ["a description for Kustomize", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n"],
    ["a template that may write the rest", whole.replace("          image: b\n", "          {{- toYaml .Values.c | nindent 10 }}\n")],
  ])("is not %s", (_, text) => {
    expect(isPatch(text)).toBe(false);
  });
});
