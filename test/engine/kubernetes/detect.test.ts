import { describe, expect, it } from "vitest";
import { detectLanguage } from "../../../server/engine/languages/parse.ts";

const detected = (text: string, path = "app.yaml", languageId?: string) => detectLanguage(path, languageId, () => text);
const pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n";

describe("manifests are known by what stands in them", () => {
  it.each([
    ["an object", pod],
    ["an object below a comment and a boundary", `# A pod.\n---\n${pod}`],
    ["with a byte order mark", `\uFEFF${pod}`],
    ["with CRLF", pod.replaceAll("\n", "\r\n")],
    ["with quoted keys", '"apiVersion": v1\n\'kind\': "Pod"\n'],
    ["with comments behind", "apiVersion: v1 # core\nkind: Pod # one\n"],
    ["in a later document", `a: 1\n---\n${pod}`],
    ["a list", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n"],
    ["a kind that nobody knows", "apiVersion: example.com/v1\nkind: Thing\n"],
    ["a template's condition before it", "{{- if .Values.enabled }}\napiVersion: v1\nkind: Pod\n{{- end }}\n"],
    ["a version that a template writes", 'apiVersion: {{ include "app.version" . }}\nkind: Ingress\n'],
    ["a kind that is still to come", "apiVersion: apps/v1\n"],
    ["a half-written key", "apiVersion: apps/v1\nmetadata:\n  name: a\n"],
    ["a version that is missing", "kind: Deployment\nmetadata:\n  name: a\n"],
    ["a kind that is empty", "apiVersion: v1\nkind:\n"],
  ])("%s", (_, text) => {
    expect(detected(text)).toBe("kubernetes");
  });

  it.each([
    ["nothing", ""],
    ["other settings", "a: 1\nb:\n  apiVersion: v1\n  kind: Pod\n"],
    ["keys in different documents", "apiVersion: 2\n---\nkind: x\n"],
    ["Skaffold", "apiVersion: skaffold/v4beta6\nkind: Config\n"],
    ["a cluster for kind", "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n"],
    ["kubeadm", "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n"],
    ["a kubeconfig", "apiVersion: v1\nkind: Config\nclusters: []\n"],
    ["Backstage", "apiVersion: backstage.io/v1alpha1\nkind: Component\n"],
    ["a file for Grafana", "apiVersion: 1\ndatasources: []\n"],
    ["a chart", "apiVersion: v2\nname: app\nversion: 1.0.0\n"],
    ["an index of charts", "apiVersion: v1\nentries: {}\n"],
    ["a text about manifests", "text: |\n  apiVersion: v1\n  kind: Pod\n"],
    ["words that begin alike", "apiVersions: v1\nkinds: Pod\n"],
    ["a kind that may be anything", "kind: Service\nname: x\n"],
  ])("not %s", (_, text) => {
    expect(detected(text)).toBeUndefined();
  });
});

describe("paths", () => {
  it.each([
    "chart/Chart.yaml",
    "chart/values.yaml",
    "chart/values-prod.yaml",
    "skaffold.yaml",
    "pod.json",
    "templates/_helpers.tpl",
    "templates/NOTES.txt",
    "pod.txt",
    "pod",
  ])("%s is none, whatever stands in it", (path) => {
    expect(detected(pod, path)).toBeUndefined();
  });

  it.each([
    [".github/workflows/ci.yml", "workflow"],
    ["docker-compose.yaml", "compose"],
    ["deploy/compose.prod.yml", "compose"],
    ["action.yml", "action"],
    ["chart/templates/deployment.yaml", "kubernetes"],
    ["chart/crds/thing.yml", "kubernetes"],
    ["values/pod.YAML", "kubernetes"],
    [".github/cluster/pod.yaml", "kubernetes"],
  ])("%s is %s", (path, language) => {
    expect(detected(pod, path)).toBe(language);
  });

  it("Kustomize's files are known by their names", () => {
    for (const path of ["kustomization.yaml", "base/kustomization.yml", "base/Kustomization"]) {
      expect(detectLanguage(path)).toBe("kubernetes");
      expect(detected("resources: []\n", path)).toBe("kubernetes");
    }
  });

  it("reads nothing where the path tells", () => {
    const read = () => {
      throw new Error("read");
    };
    for (const path of ["Dockerfile", ".github/workflows/ci.yml", "values.yaml", "main.ts", "README.md"])
      detectLanguage(path, undefined, read);
  });

  it("an unsaved document is known by the editor's language and its text", () => {
    expect(detected(pod, "Untitled-1", "yaml")).toBe("kubernetes");
    expect(detected(pod, "Untitled-1", "helm")).toBe("kubernetes");
    expect(detected(pod, "Untitled-1", "plaintext")).toBeUndefined();
    expect(detected("a: 1\n", "Untitled-1", "yaml")).toBeUndefined();
    expect(detected(pod, "templates/_helpers.tpl", "helm")).toBeUndefined();
  });
});

describe("a new file in an editor", () => {
  it.each(["", "\n\n", "# nothing yet\n", "---\n", "---\nap", "kin"])("that stands among manifests becomes one: %j", (text) => {
    expect(detected(text, "k8s/app.yaml", "yaml")).toBe("kubernetes");
    expect(detected(text, "chart/templates/app.yaml", "helm")).toBe("kubernetes");
    expect(detected(text, "src/app.yaml", "yaml")).toBeUndefined();
    expect(detected(text, "k8s/app.yaml")).toBeUndefined();
  });

  it("with other content does not", () => {
    for (const text of ["a: 1\n", "- a\n", "one two\n"]) expect(detected(text, "k8s/app.yaml", "yaml")).toBeUndefined();
  });
});

it("a large file is looked at quickly", () => {
  const hostile = [
    `${"a: 1\n".repeat(200_000)}`,
    `${" ".repeat(1_000_000)}#`,
    `apiVersion: ${" ".repeat(900_000)}x\nkind: y`,
    "kind".repeat(250_000),
  ];
  for (const text of hostile) {
    const start = performance.now();
    detected(text);
    expect(performance.now() - start).toBeLessThan(500);
  }
});
