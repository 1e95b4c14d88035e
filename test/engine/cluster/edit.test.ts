import { describe, expect, it } from "vitest";
import * as edit from "../../../server/engine/cluster/edit.ts";
import type { Container, ManifestFile, ManifestObject } from "../../../server/engine/languages/kubernetes/model.ts";
import type { YamlNode } from "../../../server/engine/languages/yaml/model.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { corpusFiles, noCorpus } from "../../corpus.ts";
import { manifest } from "../kubernetes/parsed.ts";

const web = `# The shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # as it is known
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      # the application
      containers:
      - name: web
        image: example/web:1.2.3 # pinned
        ports:
        - containerPort: 8080
          # for all
        resources:
          requests: {cpu: 100m}
        volumeMounts: []
      volumes: []
`;

/** The text after the edits that `make` gives; they must be there, and leave YAML that can be read. */
function edited(text: string, make: (object: ManifestObject, container: Container) => edit.Edits): string {
  const file = manifest(text);
  const object = file.objects[0] as ManifestObject;
  const edits = make(object, object.workload?.pod.allContainers[0] as Container);
  expect(edits, "no edits").toBeDefined();
  const result = applyEdits(text, edits ?? []);
  expect(manifest(result).problems, result).toEqual([]);
  return result;
}

describe("keys", () => {
  it("of a container stand in house order, behind comments of the key before", () => {
    expect(edited(web, (_, container) => edit.insertContainerKey(container, "readinessProbe", { tcpSocket: { port: 8080 } }))).toBe(
      web.replace("          # for all\n", "          # for all\n        readinessProbe:\n          tcpSocket:\n            port: 8080\n"),
    );
    expect(edited(web, (_, container) => edit.insertContainerKey(container, "imagePullPolicy", "Always"))).toBe(
      web.replace("# pinned\n", "# pinned\n        imagePullPolicy: Always\n"),
    );
  });

  it("of a pod, of a spec and of metadata stand in theirs", () => {
    const pod = edited(web, (object) =>
      edit.insertPodKey((object.workload as NonNullable<ManifestObject["workload"]>).pod, "terminationGracePeriodSeconds", 60),
    );
    expect(pod).toBe(web.replace("      # the application\n", "      # the application\n      terminationGracePeriodSeconds: 60\n"));
    expect(edited(web, (object) => edit.insertSpecKey(object, "minReadySeconds", 10))).toBe(
      web.replace("replicas: 2\n", "replicas: 2\n  minReadySeconds: 10\n"),
    );
    expect(edited(web, (object) => edit.insertKey(object, object.metadata, "labels", { app: "web" }))).toBe(
      web.replace("as it is known\n", "as it is known\n  labels:\n    app: web\n"),
    );
  });

  it("bring the maps on their way, in the style of what is there", () => {
    expect(
      edited(web, (object, { mapping }) => edit.insertAt(object, mapping, ["securityContext", "capabilities", "drop"], ["ALL"])),
    ).toContain(
      "          requests: {cpu: 100m}\n        securityContext:\n          capabilities:\n            drop:\n            - ALL\n        volumeMounts",
    );
    expect(edited(web, (object, { mapping }) => edit.insertAt(object, mapping, ["resources", "requests", "memory"], "64Mi"))).toContain(
      "requests: {cpu: 100m, memory: 64Mi}",
    );
    expect(edited(web, (object, { mapping }) => edit.insertAt(object, mapping, ["resources", "limits", "memory"], "64Mi"))).toContain(
      "requests: {cpu: 100m}\n          limits:\n            memory: 64Mi\n        volumeMounts",
    );
  });

  it("take the place of nothing", () => {
    const text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n";
    expect(edited(text, (object) => edit.insertSpecKey(object, "type", "ClusterIP"))).toBe(`${text}  type: ClusterIP\n`);
    const empty = text.replace("spec:", "spec: {}");
    expect(edited(empty, (object) => edit.insertSpecKey(object, "type", "ClusterIP"))).toContain("spec: { type: ClusterIP }");
    const none = text.replace("spec:\n", "");
    expect(edited(none, (object) => edit.insertSpecKey(object, "type", "ClusterIP"))).toBe(`${none}spec:\n  type: ClusterIP\n`);
  });

  it("that are there stay", () => {
    const object = manifest(web).objects[0] as ManifestObject;
    expect(edit.insertSpecKey(object, "replicas", 3)).toBeUndefined();
  });

  it("are set, renamed and removed", () => {
    expect(edited(web, (object) => edit.setValue(object, object.spec.integer("replicas"), 3))).toBe(
      web.replace("replicas: 2", "replicas: 3"),
    );
    expect(edited(web, (object) => edit.removeKey(object, object.spec.integer("replicas")))).toBe(web.replace("  replicas: 2\n", ""));
    const { entry } = (manifest(web).objects[0] as ManifestObject).spec.integer("replicas");
    expect(entry).toBeDefined();
    expect(
      edited(web, (object) => edit.renameKey(object, object.spec.integer("replicas").entry as NonNullable<typeof entry>, "paused")),
    ).toBe(web.replace("replicas:", "paused:"));
  });

  it("hold places for what has to be decided", () => {
    const object = manifest(web).objects[0] as ManifestObject;
    const edits = edit.insertContainerKey(object.workload?.pod.mainContainers[0] as Container, "readinessProbe", {
      httpGet: { path: edit.placeholder("/ready"), port: 8080 },
    });
    const [one] = edits ?? [];
    expect(one?.placeholders?.map(({ start, end }) => one.text.slice(start, end))).toEqual(["/ready"]);
  });
});

describe("scalars and items", () => {
  it("keep the quotes that they have", () => {
    const text = `apiVersion: v1\nkind: Service\nmetadata:\n  name: 'web'\n  namespace: "shop"\nspec: {type: NodePort}\n`;
    expect(edited(text, (object) => edit.replaceScalar(object, object.name, "shop-web"))).toContain("name: 'shop-web'");
    expect(edited(text, (object) => edit.replaceScalar(object, object.namespace, 'a"b'))).toContain('namespace: "a\\"b"');
    expect(edited(text, (object) => edit.replaceScalar(object, object.spec.text("type"), "ClusterIP"))).toContain("{type: ClusterIP}");
    expect(edited(text, (object) => edit.replaceScalar(object, object.spec.text("type"), "a: b"))).toContain('{type: "a: b"}');
  });

  it("are added to lists as these are written, and taken away", () => {
    expect(edited(web, (object, { portList }) => edit.insertItem(object, portList, { containerPort: 9090 }))).toContain(
      "        - containerPort: 8080\n          # for all\n        - containerPort: 9090\n        resources",
    );
    expect(edited(web, (object, { portList }) => edit.insertItem(object, portList, { containerPort: 9090 }, 0))).toContain(
      "        ports:\n        - containerPort: 9090\n        - containerPort: 8080\n",
    );
    expect(edited(web, (object, { volumeMountList }) => edit.insertItem(object, volumeMountList, "a"))).toContain("volumeMounts: [a]");
    expect(edited(web, (object, { portList }) => edit.removeItem(object, portList, 0))).toContain("ports: []");
  });
});

describe("objects", () => {
  const service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n";
  const appended = (text: string) => {
    const file = manifest(text);
    return applyEdits(text, edit.appendDocument(file, service) ?? []);
  };

  it("come behind a separator, in the line breaks of the file", () => {
    expect(appended(web)).toBe(`${web}---\n${service}`);
    expect(appended(web.trimEnd())).toBe(`${web}---\n${service}`);
    expect(appended(web.replaceAll("\n", "\r\n"))).toBe(`${web}---\n${service}`.replaceAll("\n", "\r\n"));
    expect(appended(`${web}---\n`)).toBe(`${web}---\n${service}`);
    expect(appended("")).toBe(service);
    expect(appended("# notes\n")).toBe(`# notes\n${service}`);
  });

  it("are not written behind the end of a condition", () => {
    expect(edit.appendDocument(manifest(`{{- if .Values.on }}\n${web}{{- end }}\n`), service)).toBeUndefined();
  });

  it("mark what has to be decided", () => {
    const [one] = edit.appendDocument(manifest(web), service, ["web"]) ?? [];
    expect(one?.placeholders?.map(({ start, end }) => one.text.slice(start, end))).toEqual(["web"]);
  });
});

describe("nothing is changed", () => {
  it("in what an alias repeats, or behind one", () => {
    const text = `${web}---\napiVersion: v1\nkind: ConfigMap\nmetadata: &meta\n  name: a\nother: *meta\n`;
    const object = manifest(text).objects[1] as ManifestObject;
    expect(edit.insertKey(object, object.metadata, "labels", {})).toBeUndefined();
    expect(edit.insertKey(object, object.root.mapping("other"), "labels", {})).toBeUndefined();
  });

  it("in a document that is broken, though in the one beside it", () => {
    const file = manifest(`${web}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: "web\n`);
    const [whole, broken] = file.objects as readonly [ManifestObject, ManifestObject];
    expect(edit.fixesOf("a", "safe", whole, edit.insertSpecKey(whole, "minReadySeconds", 1))).toHaveLength(1);
    expect(edit.fixesOf("a", "safe", broken, edit.insertSpecKey(broken, "type", "ClusterIP"))).toHaveLength(0);
  });

  it("beside what a template writes", () => {
    const templated = web
      .replace("  replicas: 2\n", "  {{- if .Values.replicas }}\n  replicas: {{ .Values.replicas }}\n  {{- end }}\n")
      .replace("          requests: {cpu: 100m}\n", "          {{- toYaml .Values.resources | nindent 10 }}\n");
    const object = manifest(templated).objects[0] as ManifestObject;
    const container = object.workload?.pod.mainContainers[0] as Container;
    expect(edit.insertSpecKey(object, "minReadySeconds", 1)).toBeUndefined();
    expect(edit.insertAt(object, container.mapping, ["resources", "limits"], {})).toBeUndefined();
    expect(edit.setValue(object, object.spec.integer("replicas"), 3)).toBeUndefined();
    // Behind `resources` comes what the template writes into it.
    expect(edit.insertContainerKey(container, "securityContext", { runAsNonRoot: true })).toBeUndefined();
    // Above it, nothing is in the way.
    expect(edit.insertContainerKey(container, "imagePullPolicy", "Always")).toBeDefined();
  });
});

describe("real manifests", () => {
  const files = corpusFiles("kubernetes");

  it.runIf(files)("keep all that they say", { timeout: 120_000 }, () => {
    expect(files?.length, noCorpus).toBeGreaterThan(100);
    let count = 0;
    for (const [index, { path, text }] of (files ?? []).entries()) {
      // A third of them is enough, and takes its time.
      if (index % 3 > 0) continue;
      count += expectLawful(path, text);
      // Every fifth with the line breaks of Windows, too.
      if (index % 5 === 0) count += expectLawful(path, text.replaceAll("\r\n", "\n").replaceAll("\n", "\r\n"));
    }
    expect(count).toBeGreaterThan(500);
  });
});

/** Tries edits of all kinds on the objects of a file; gives how many could be made. */
function expectLawful(path: string, text: string): number {
  const file = manifest(text, path);
  let count = 0;
  const check = (object: ManifestObject | undefined, edits: edit.Edits, added: number, objects = 0) => {
    if (!edits || (object && object.document.problems.length > 0)) return;
    count++;
    const result = applyEdits(text, edits);
    const after = manifest(result, path);
    const where = `${path}\n${result}`;
    expect(after.problems.length, where).toBeLessThanOrEqual(file.problems.length);
    expect(after.objects.length, where).toBe(file.objects.length + objects);
    expect(
      after.comments.map((one) => one.text),
      where,
    ).toEqual(file.comments.map((one) => one.text));
    if (objects === 0) expect(entries(after) - entries(file), where).toBe(added);
    if (text.includes("\r\n")) expect(/(^|[^\r])\n/.test(result) && !/(^|[^\r])\n/.test(text), path).toBe(false);
    else expect(result.includes("\r"), path).toBe(false);
  };
  for (const object of file.objects) {
    if (object.metadata.isKnown) {
      check(
        object,
        edit.insertAt(object, object.metadata, ["annotations", "example.com/probe-a"], "yes"),
        object.annotations.isKnown ? 1 : 2,
      );
    }
    if (object.name.node) check(object, edit.replaceScalar(object, object.name, "another"), 0);
    const { workload } = object;
    if (!workload) continue;
    if (workload.pod.spec.isKnown) check(object, edit.insertPodKey(workload.pod, "exampleKey", "a"), 1);
    for (const container of workload.pod.allContainers) {
      check(object, edit.insertContainerKey(container, "workingDirX", "/srv"), 1);
      if (container.hasProbe("startup") === false) {
        check(object, edit.insertContainerKey(container, "startupProbe", { exec: { command: ["true", "no"] } }), 3);
      }
      check(object, edit.insertItem(object, container.portList, { containerPort: 1 }), 1);
    }
  }
  check(undefined, edit.appendDocument(file, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: appended\n"), 0, 1);
  return count;
}

/** How many entries all maps of a file have. */
function entries(file: ManifestFile): number {
  const count = (node: YamlNode | undefined): number => {
    if (!node || node.alias || node.kind === "scalar") return 0;
    if (node.kind === "map") return node.entries.reduce((sum, { value }) => sum + 1 + count(value), 0);
    return node.items.reduce((sum, { value }) => sum + count(value), 0);
  };
  return file.yaml.documents.reduce((sum, { root }) => sum + count(root), 0);
}
