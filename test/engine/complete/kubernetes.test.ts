import { describe, expect, test } from "vitest";
import { type Completion, complete } from "../../../server/engine/complete/complete.ts";
import { defaultConfiguration } from "../../../server/engine/config/configuration.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { check } from "../../../server/engine/lint.ts";
import { rules } from "../../../server/engine/rules/index.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

const today = "2026-11-23";
const path = "deploy/app.yaml";

/** Completions at the `|` of a manifest. */
function ask(marked: string, files: Record<string, string> = {}) {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const workspace = memoryWorkspace({ ...files, [path]: text });
  const items = complete(new SourceText(path, text), "kubernetes", offset, { workspace, today });
  const item = (label: string): Completion => {
    const found = items.find((one) => one.label === label);
    if (!found) throw new Error(`no completion ${label} among ${items.map((one) => one.label).join(", ")}`);
    return found;
  };
  return {
    items,
    labels: items.map(({ label }) => label),
    item,
    take(label: string): string {
      const found = item(label);
      expect(found.span.end).toBe(offset);
      expect(text.slice(found.span.start, offset)).not.toContain("\n");
      return applyEdits(text, [found]);
    },
  };
}

const head = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n";
/** A Deployment whose container ends with some lines. */
const container = (lines: string, more = "") =>
  `${head}  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n${more}      containers:\n        - name: web\n          image: a:1\n${lines.replace(/^(?=.)/gm, "          ")}`;
const service =
  "apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  selector:\n    app: web\n  ports:\n    - name: http\n      port: 80\n";

describe("fields", () => {
  test("of the kind, required ones first, without those that are there, with their text", () => {
    const { labels, item } = ask(`${head}  replicas: 2\n  |\n`);
    expect(labels.slice(0, 2).toSorted()).toEqual(["selector", "template"]);
    expect(labels).toContain("minReadySeconds");
    expect(labels).not.toContain("replicas");
    expect(item("selector").detail).toBe("required · mapping");
    expect(item("minReadySeconds").about).toContain("Minimum number of seconds");
  });

  test("below lists, behind a dash and on a line of their own", () => {
    expect(ask(container("liv|")).take("livenessProbe")).toBe(container("livenessProbe:\n  "));
    expect(ask(container("ports:\n  - |\n")).labels).toContain("containerPort");
    expect(ask(container("ports:\n  |\n")).take("containerPort")).toBe(container("ports:\n  - containerPort: \n"));
  });

  test("in the file's own indent and line breaks", () => {
    const text = "apiVersion: v1\r\nkind: Service\r\nmetadata:\r\n    name: a\r\nspec:\r\n    sel|\r\n";
    expect(ask(text).take("selector")).toBe(text.replace("sel|", "selector:\r\n        "));
  });

  test("in flow style", () => {
    expect(ask(container("resources: {|}\n")).labels).toEqual(["claims", "limits", "requests"].toSorted((a, b) => a.localeCompare(b)));
    expect(ask(container("resources: {l|}\n")).take("limits")).toBe(container("resources: {limits: {  }}\n"));
  });

  test("of one document, not of the one above", () => {
    const { labels } = ask(`${head}  replicas: 2\n---\n${service.replace("  ports:", "  |\n  ports:")}`);
    expect(labels).toContain("clusterIP");
    expect(labels).not.toContain("replicas");
    expect(ask(`${service}---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n|`).labels).toContain("stringData");
  });

  test("of objects in a list, of templates, of a kind that the workspace defines", () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata:\n      name: a\n    spec:\n      |\n`;
    expect(ask(list).labels).toContain("selector");
    expect(ask(container("image: {{ .Values.image }}\n{{- if .Values.probe }}\n|\n")).labels).toContain("readinessProbe");
    const definition =
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: shops.example.com\nspec:\n  group: example.com\n  names:\n    kind: Shop\n    plural: shops\n  scope: Namespaced\n  versions:\n    - name: v1\n      served: true\n      storage: true\n      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n            spec:\n              type: object\n              properties:\n                doors: {type: integer}\n";
    expect(
      ask("apiVersion: example.com/v1\nkind: Shop\nmetadata:\n  name: a\nspec:\n  |\n", { "crds/shop.yaml": definition }).labels,
    ).toEqual(["doors"]);
  });

  test("nothing where nothing is known, and none inside of placeholders", () => {
    expect(ask("apiVersion: example.com/v1\nkind: Shop\nspec:\n  |\n").items).toEqual([]);
    expect(ask(container("image: {{ .Val|ues.image }}\n")).items).toEqual([]);
    expect(
      ask(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: ¦\n    |\n`.replace("¦", "\u007c".replace("|", ">"))).items,
    ).toEqual([]);
  });
});

describe("values", () => {
  test("of enumerations and booleans", () => {
    expect(ask(container("imagePullPolicy: |\n")).labels.toSorted()).toEqual(["Always", "IfNotPresent", "Never"]);
    expect(ask(container("tty: |\n")).labels).toEqual(["true", "false"]);
    expect(ask(container("imagePullPolicy:|\n")).take("Always")).toBe(container("imagePullPolicy: Always\n"));
  });

  test("of kind and apiVersion, each by the other", () => {
    expect(ask("apiVersion: apps/v1\nkind: |\n").labels).toContain("StatefulSet");
    expect(ask("apiVersion: apps/v1\nkind: |\n").labels).not.toContain("Service");
    expect(ask("apiVersion: |\nkind: HTTPRoute\n").labels).toContain("gateway.networking.k8s.io/v1");
    expect(ask("apiVersion: |\nkind: Deployment\n").labels[0]).toBe("apps/v1");
  });

  test("names of objects of the workspace, by where they are written", () => {
    const files = {
      "deploy/service.yaml": service,
      "deploy/more.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  LEVEL: info\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: robot\n",
    };
    expect(ask(container("", "      serviceAccountName: |\n"), files).labels).toEqual(["robot"]);
    expect(ask(container("envFrom:\n  - configMapRef:\n      name: |\n"), files).labels).toEqual(["settings"]);
    expect(
      ask(container("env:\n  - name: A\n    valueFrom:\n      configMapKeyRef:\n        name: settings\n        key: |\n"), files).labels,
    ).toEqual(["LEVEL"]);
    const ingress =
      "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\nspec:\n  defaultBackend:\n    service:\n      name: shop\n      port:\n        name: |\n";
    expect(ask(ingress, files).labels).toEqual(["http"]);
    expect(ask(ingress.replace("name: |\n", "name: http\n").replace("shop", "|"), files).labels).toEqual(["shop"]);
  });

  test("ports of the container for its probes, of the selected pods for Services, volumes for mounts", () => {
    const ports = "ports:\n  - name: http\n    containerPort: 8080\n  - containerPort: 9090\n";
    expect(ask(container(`${ports}readinessProbe:\n  httpGet:\n    port: |\n`)).labels).toEqual(["http", "9090"]);
    expect(ask(container(`${ports}readinessProbe:\n  grpc:\n    port: |\n`)).labels).toEqual(["8080", "9090"]);
    expect(ask(`${container(ports)}---\n${service}      targetPort: |\n`).labels).toEqual(["http", "9090"]);
    expect(
      ask(container("volumeMounts:\n  - name: |\n", "      volumes:\n        - name: cache\n          emptyDir: {}\n")).labels,
    ).toEqual(["cache"]);
  });

  test("labels of pods for selectors, images that are built or used", () => {
    expect(ask(`${container("")}---\n${service.replace("app: web", "app: |")}`).labels).toEqual(["web"]);
    const other = {
      "deploy/other.yaml": container("").replace("a:1", "registry.example.com/web:1.4.2").replace("name: web", "name: other"),
    };
    expect(ask(container("").replace("image: a:1", "image: |"), other).labels).toEqual(["registry.example.com/web:1.4.2"]);
  });
});

describe("patterns", () => {
  const labels = ask(container("|")).labels;
  test.each(["readiness probe", "liveness probe", "start-up probe", "graceful shutdown", "requests and limits"])(
    "%s in a container",
    (label) => {
      expect(labels).toContain(label);
    },
  );

  test("are written in the file's style", () => {
    expect(ask(container("|")).take("graceful shutdown")).toBe(container("lifecycle:\n  preStop:\n    sleep:\n      seconds: 10"));
    const indented = `${container("")}      tolerations:\n      - operator: Exists\n      |`;
    expect(ask(indented).take("spread over nodes and zones")).toMatch(/topologySpreadConstraints:\n {6}( {2})?- maxSkew: 1\n/);
    expect(ask(container("lifecycle: {}\n|")).labels).not.toContain("graceful shutdown");
  });

  test("whole objects only where a document begins", () => {
    expect(ask("|").labels).toContain("Deployment");
    expect(ask(`${service}---\nDep|`).labels).toContain("Deployment");
    expect(ask(`${head}|`).labels).not.toContain("Service");
  });

  test("what they write is read without a problem and clean under strict", () => {
    const objects = ask("|").items.filter(({ kind }) => kind === "pattern");
    expect(objects.length).toBeGreaterThan(8);
    const configuration = defaultConfiguration({ preset: "strict" });
    for (const { label, text } of objects) {
      const source = new SourceText(path, `${text}\n`);
      expect(parse(source, "kubernetes").problems, label).toEqual([]);
      const findings = check(source, "kubernetes", { workspace: memoryWorkspace({ [path]: source.text }), configuration, today, rules });
      expect(
        findings.map(({ rule, message }) => `${rule}: ${message}`),
        `${label}\n${text}`,
      ).toEqual([]);
    }
  });
});
