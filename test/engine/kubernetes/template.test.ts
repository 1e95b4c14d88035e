import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mask } from "../../../server/engine/languages/kubernetes/template.ts";
import { corpusFiles, noCorpus } from "../../corpus.ts";
import { container, deployment, manifest, object, workload } from "./parsed.ts";

const masked = (text: string) => mask(text).text;

describe("what stands in the place of an action", () => {
  it.each([
    ["a value", "name: {{ .x }}\n", "name: T_______\n"],
    ["parts of a value", "image: {{ .a }}:{{ .b }}\n", "image: T_______:T_______\n"],
    ["a key", "{{ .k }}: v\n", "T_______: v\n"],
    ["an item", "- {{ . }}\n", "- T______\n"],
    ["in quotes", 'a: "{{ .x }}-b"\n', 'a: "T_______-b"\n'],
    ["with quotes of its own in quotes", 'a: "{{ printf "%s" .x }}"\n', 'a: "T___________________"\n'],
    ["with escaped quotes", 'a: "{{ printf \\"%s}}\\" .x }}"\n', 'a: "T_______________________"\n'],
    ["in brackets", "a: [{{ .a }}, {{ .b }}]\n", "a: [T_______, T_______]\n"],
    ["a line of its own", "a:\n  {{- toYaml .x | nindent 2 }}\nb: 1\n", `a:\n${" ".repeat(30)}\nb: 1\n`],
    ["several on a line", "{{ if .a }} {{ end }}\nb: 1\n", `${" ".repeat(21)}\nb: 1\n`],
    ["lines of one action", "{{- if and\n  .a\n  .b }}\nb: 1\n", `${" ".repeat(10)}\n${" ".repeat(4)}\n${" ".repeat(7)}\nb: 1\n`],
    ["a comment", "{{/* a: }} */}}\nb: 1\n", `${" ".repeat(15)}\nb: 1\n`],
    ["a value whose lines stand below", 'labels: {{- include "x" . | nindent 2 }}\n  a: b\n', `labels: ${" ".repeat(32)}\n  a: b\n`],
    ["close behind a key", 'labels:{{ include "x" . | nindent 2 }}\n', `labels:${" ".repeat(31)}\n`],
    ["a condition behind a key", "env: {{- if .x }}\n  - name: a\n", `env: ${" ".repeat(12)}\n  - name: a\n`],
    ["behind a quote that is closed", 'a: "b"{{ if .x }}\n', `a: "b"${" ".repeat(11)}\n`],
    ["words in quotes between conditions", 'a: {{ if .b }}"c"{{ end }}\n', 'a: T__________"c"T________\n'],
    ["behind brackets that are closed", "a: [b] {{ if .c }}\n", `a: [b] ${" ".repeat(11)}\n`],
    ["braces in a string", 'a: {{ "}}" }}\n', "a: T_________\n"],
    ["braces in a raw string", "a: {{`{{ $x }}`}}\n", "a: T_____________\n"],
    ["what has no end yet", "a: {{ .Values.\nb: {{ .c }}\n", "a: T__________\nb: T_______\n"],
    ["Jinja's statements", "{% for a in b %}\n- {{ a }}\n{% endfor %}\n", `${" ".repeat(16)}\n- T______\n${" ".repeat(12)}\n`],
    ["Jinja's comments", "{# a: b #}\n{% if a %}\n{% endif %}\n", `${" ".repeat(10)}\n${" ".repeat(10)}\n${" ".repeat(11)}\n`],
    ["a variable between brackets", "a: [${A}, b]\n", "a: [T___, b]\n"],
    ["a definition", '{{ define "x" }}\na: 1\n{{ end }}\nb: 1\n', `${" ".repeat(16)}\n    \n${" ".repeat(9)}\nb: 1\n`],
  ])("%s", (_, text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it.each([
    ["variables as YAML reads them", "a: ${A}\nb: ${B:=c}-d\n"],
    ["references of Kubernetes' own", "a: $(A)\n"],
    ["comments", "# {{ .x }}\na: 1 # {{ .y }}\n"],
    ["words in a text of lines", "a: |\n  b {{ .c }}\n  d\ne: 1\n"],
    ["shell", "a: ${1:-x} $$ ${} ${a b}\n"],
    ["a map in a map", "a: {b: {c: 1}}\n"],
  ])("%s stay", (_, text) => {
    expect(masked(text)).toBe(text);
  });

  it("a text of lines begins where its own first line does", () => {
    const file = manifest(
      'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n{{ include "x" . | indent 4 }}\n    b: c\n  d: |\n    {{- if .e }}\n  f: g\n',
    );
    expect(file.yaml.problems).toEqual([]);
    expect(file.objects[0]?.root.mapping("data").entries.map(({ key }) => key)).toEqual(["a", "d", "f"]);
  });
});

describe("what is a template", () => {
  const of = (text: string, path?: string) => manifest(text, path).template;
  it("is one where placeholders are part of the structure", () => {
    expect(of("a: {{ .x }}\n")).toBe("helm");
    expect(of("{{ if .x }}\na: b\n{{ end }}\n")).toBe("helm");
    expect(of("{% if x %}\na: {{ b }}\n{% endif %}\n")).toBe("jinja");
    expect(of("a: ${B}\n")).toBe("variables");
    expect(of('a: "${B}"\n')).toBe("variables");
  });

  it("is none where they are words in texts for another tool", () => {
    expect(of("a: b\n")).toBeUndefined();
    expect(of('summary: "{{ $labels.pod }} is down"\n')).toBeUndefined();
    expect(of("script: |\n  echo ${HOME} {{ .x }}\n")).toBeUndefined();
    expect(of('args: ["-c", "echo ${HOME}"]\n')).toBeUndefined();
    expect(of("# {{ .x }}\na: b\n")).toBeUndefined();
  });

  it("in a chart's folder is one in any case", () => {
    expect(of('name: "{{ .Release.Name }}"\n', "chart/templates/a.yaml")).toBe("helm");
    expect(of('name: "a"\n', "chart/templates/a.yaml")).toBeUndefined();
  });
});

describe("nothing masked is known", () => {
  it("values, keys and texts with placeholders are unknown, others are known", () => {
    const found = container('image: {{ .image }}\nworkingDir: /srv\ncommand: ["a", "{{ .b }}"]\nargs: [a, b]\n');
    expect(found.image.state).toBe("unknown");
    expect(found.mapping.text("workingDir").value).toBe("/srv");
    expect(found.command.known).toBeUndefined();
    expect(found.command.texts).toEqual(["a", undefined]);
    expect(found.args.known).toEqual(["a", "b"]);
  });

  it("the text of a block that a placeholder stands in is unknown, with what it writes on lines of its own", () => {
    const data = object(
      "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    b {{ .c }}\n  d: |\n{{ .e | indent 4 }}\n  f: |\n    g\n",
    ).root.mapping("data");
    expect(["a", "d", "f"].map((key) => data.text(key).state)).toEqual(["unknown", "unknown", "known"]);
    expect(data.has("b")).toBe(false);
  });

  it("a line that writes keys makes the map at its column open, and no other", () => {
    const found = deployment("image: a\n{{- toYaml .Values.more | nindent 10 }}\n");
    const [only] = found.pod.mainContainers;
    expect(only?.mapping.isOpen).toBe(true);
    expect(only?.hasProbe("liveness")).toBeUndefined();
    expect(found.pod.spec.isOpen).toBe(false);
    expect(found.pod.spec.has("nodeSelector")).toBe(false);
    expect(found.object.spec.has("replicas")).toBe(false);
    expect(found.object.root.isOpen).toBe(false);
  });

  it("by the number that it is indented by, wherever it stands", () => {
    const found = deployment("image: a\n", { pod: "{{- with .Values.pod }}\n{{ toYaml . | indent 6 }}\n{{- end }}\n" });
    expect(found.pod.spec.isOpen).toBe(true);
    expect(found.template.isOpen).toBe(false);
  });

  it("what tells no column may add to all around", () => {
    const found = deployment('image: a\n{{ include "more" . }}\n');
    expect(found.pod.mainContainers[0]?.mapping.isOpen).toBe(true);
    expect(found.pod.spec.isOpen).toBe(true);
    expect(found.object.root.isOpen).toBe(true);
  });

  it("conditions add nothing that is not seen", () => {
    const found = container("image: a\n{{- if .Values.probe }}\nlivenessProbe:\n  tcpSocket: { port: 80 }\n{{- end }}\n");
    expect(found.mapping.isOpen).toBe(false);
    expect(found.hasProbe("liveness")).toBe(true);
    expect(found.hasProbe("readiness")).toBe(false);
  });

  it("a loop makes its list open", () => {
    const { envList, portList } = container(
      "env:\n  {{- range .Values.env }}\n  - name: {{ .name }}\n    value: a\n  {{- end }}\nports:\n  - containerPort: 80\n",
    );
    expect(envList.isOpen).toBe(true);
    expect(envList.mappings[0]?.text("name").state).toBe("unknown");
    expect(portList.isOpen).toBe(false);
  });

  it("a key with nothing but what a template writes is filled", () => {
    const { resources, securityContext, mapping, lifecycle } = container(
      "image: a\nresources:\n  {{- toYaml .Values.resources | nindent 12 }}\nsecurityContext: {{- toYaml .Values.sc | nindent 12 }}\nlifecycle:\nstdin: true\n",
    );
    expect(resources.state).toBe("unknown");
    expect(resources.mapping("limits").state).toBe("unknown");
    expect(securityContext.state).toBe("unknown");
    expect(mapping.has("resources")).toBe(true);
    expect(lifecycle.state).toBe("absent");
  });

  it("an empty value is not filled by what stands at a column before it", () => {
    const found = deployment("image: a\n", { pod: "volumes:\n  - name: a\n    emptyDir:\n{{ toYaml .Values.volumes | indent 8 }}\n" });
    expect(found.pod.volumes[0]?.mapping("emptyDir").state).toBe("absent");
    expect(found.pod.volumeList.isOpen).toBe(true);
  });

  it("a map beside what fills it is known and open", () => {
    const { labels } = object(
      'apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {{- include "labels" . | nindent 4 }}\n    tier: web\n  name: a\n',
    );
    expect(labels.text("tier").value).toBe("web");
    expect(labels.isOpen).toBe(true);
    expect(labels.has("app")).toBeUndefined();
  });

  it("a key that a template writes makes its map open", () => {
    const { labels } = object("apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    {{ .key }}: a\n    b: c\n");
    expect(labels.entries.map(({ key }) => key)).toEqual(["b"]);
    expect(labels.has("app")).toBeUndefined();
  });

  it("a kind and a version that a template writes are unknown", () => {
    const found = object('apiVersion: {{ include "v" . }}\nkind: Deployment\nspec: {}\n');
    expect(found.group).toBeUndefined();
    expect(found.workload?.kind).toBe("Deployment");
    expect(object("apiVersion: apps/v1\nkind: {{ .kind }}\nspec: {}\n").kind).toBe("");
  });

  it("words for another tool hide their own value alone", () => {
    const found = object('apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  a: "{{workflow.name}}"\n  b: c\n');
    expect(found.spec.text("a").state).toBe("unknown");
    expect(found.spec.text("b").value).toBe("c");
    expect(found.spec.isOpen).toBe(false);
  });

  it("a definition holds no objects", () => {
    expect(manifest('{{- define "x" }}\napiVersion: v1\nkind: Pod\n{{- if .a }}\nspec: {}\n{{- end }}\n{{- end }}\n').objects).toEqual([]);
  });

  it("a variable is unknown, Kubernetes' own references are known", () => {
    const found = container("image: ${IMAGE}\nargs: [a, '--b=$(B)']\n");
    expect(found.image.state).toBe("unknown");
    expect(found.args.known).toEqual(["a", "--b=$(B)"]);
  });
});

describe("branches", () => {
  it("keys of different branches may be alike", () => {
    const file = manifest(
      "apiVersion: v1\nkind: Pod\n{{- if .a }}\nspec: {}\n{{- else }}\nspec: { a: b }\n{{- end }}\nmetadata: {}\nmetadata: {}\n",
    );
    const [first, second] = file.objects[0]?.root.entries.filter(({ key }) => key === "spec") ?? [];
    const [one, two] = file.objects[0]?.root.entries.filter(({ key }) => key === "metadata") ?? [];
    if (!first || !second || !one || !two) throw new Error("missing");
    expect(file.isConditional(first, second)).toBe(true);
    expect(file.isConditional(one, two)).toBe(false);
  });

  it("a value that each branch has is unknown, as is all below it; what stands in one alone is known", () => {
    const found = object(
      "{{- if .new }}\napiVersion: networking.k8s.io/v1\n{{- else }}\napiVersion: extensions/v1beta1\n{{- end }}\nkind: Ingress\nspec:\n  {{- if .a }}\n  rules: [a]\n  tls: {}\n  {{- else }}\n  tls: { a: b }\n  {{- end }}\n",
    );
    expect(found.apiVersion.state).toBe("unknown");
    expect(found.group).toBeUndefined();
    expect(found.spec.mapping("tls").state).toBe("unknown");
    expect(found.spec.has("tls")).toBe(true);
    expect(found.spec.list("rules").known).toEqual(["a"]);
  });

  it("what YAML stumbles over between them is the template's doing; a mistake far away is not", () => {
    const text = (end: string) =>
      `apiVersion: v1\nkind: Pod\n{{- if .a }}\nspec: {}\n{{- else }}\nspec:\n a: b\n  c: d\n{{- end }}\n${"#\n".repeat(3)}a: b\n${end}`;
    expect(manifest(text("")).yaml.problems.length).toBeGreaterThan(0);
    expect(manifest(text("")).problems).toEqual([]);
    expect(manifest(text('b: c\nd: "e\nf: g\n')).problems.map(({ code }) => code)).toEqual(["unclosed"]);
  });
});

describe("any text", () => {
  const pieces = [
    "{{",
    "}}",
    "{{- ",
    " -}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "${",
    "}",
    "$",
    "\n",
    "\r\n",
    "\r",
    "  ",
    "    ",
    "- ",
    ": ",
    "a",
    "key:",
    "|",
    ">-",
    '"',
    "'",
    "\\",
    "`",
    "#",
    " #",
    "/*",
    "*/",
  ];
  const words = [
    "if .x",
    "else",
    "end",
    "range .y",
    'define "z"',
    "toYaml . | nindent 4",
    "include",
    "indent 2",
    "$x := 1",
    "for a in b",
    "endfor",
    "---\n",
    "[",
    "]",
    "{",
    "\uFEFF",
    "\t",
  ];
  const texts = fc.array(fc.constantFrom(...pieces, ...words), { maxLength: 60 }).map((parts) => parts.join(""));

  it("keeps its length and its line breaks", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const result = masked(text);
        expect(result.length).toBe(text.length);
        expect(result.replace(/[^\r\n]/g, "x")).toBe(text.replace(/[^\r\n]/g, "x"));
      }),
      { numRuns: 3000 },
    );
  });

  it("is read to its end, whatever is asked", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const file = manifest(`apiVersion: v1\nkind: Pod\nspec:\n  a: b\n${text}\nmetadata:\n  name: c\n`);
        for (const found of file.objects) {
          for (const entry of found.root.entries) {
            file.isFilled(entry);
            found.root.mapping(entry.key).has("x");
            found.root.list(entry.key).known;
            for (const other of found.root.entries) file.isConditional(entry, other);
          }
        }
        expect(Array.isArray(file.problems)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it("takes a time that grows with its length alone", () => {
    const many = 40_000;
    const hostile = [
      "{{",
      "{{/*",
      "{{`",
      '{{ "',
      "${",
      "{% if %}{%",
      "{{ if .x }}",
      "a: |\n  {{ .x }}\n",
      "- {{ . | nindent 99 }}\n",
      '\n{{ include "x" . }}',
      '\n{{ define "x" }}',
      "a: '\n{{ .x }}\n",
    ];
    for (const piece of hostile) {
      const start = performance.now();
      mask(piece.repeat(many));
      expect({ piece, isSlow: performance.now() - start > 4_000 }).toEqual({ piece, isSlow: false });
    }
  });
});

describe("real templates", () => {
  const files = corpusFiles("kubernetes");
  const templates = files?.filter(({ path, text }) => mask(text, path).template !== undefined) ?? [];

  it("of charts are read without a problem", () => {
    if (!files) {
      expect(noCorpus).toBeTruthy();
      return;
    }
    expect(templates.length).toBeGreaterThan(100);
    const broken = templates.flatMap(({ path, text }) => manifest(text, path).yaml.problems.map(() => path));
    // `{{ if .a }} stringData: {{ else }} data: {{ end }}` on one line.
    expect([...new Set(broken)].filter((path) => !path.endsWith("prometheus-blackbox-exporter/templates/configmap.yaml"))).toEqual([]);
    for (const { path, text } of templates) expect(manifest(text, path).problems).toEqual([]);
  });

  it("keep their length and lines", () => {
    for (const { text } of files ?? []) {
      const result = masked(text);
      expect(result.length).toBe(text.length);
      expect(result.split(/\r\n|\n|\r/).length).toBe(text.split(/\r\n|\n|\r/).length);
    }
  });
});

it("a workload of a chart is read with all that is known of it", () => {
  const found = workload(
    `{{- if .Values.enabled -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "app.fullname" . }}
  labels:
    {{- include "app.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "app.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "app.selectorLabels" . | nindent 8 }}
    spec:
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          ports:
            - name: http
              containerPort: {{ .Values.service.port }}
              protocol: TCP
          livenessProbe:
            httpGet:
              path: /
              port: http
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
{{- end }}
`,
    "chart/templates/deployment.yaml",
  );
  const [only] = found.pod.mainContainers;
  expect(found.object.isPatch).toBe(false);
  expect(found.replicas.state).toBe("unknown");
  expect(found.selector.mapping("matchLabels").state).toBe("unknown");
  expect(only?.ports[0]?.name.value).toBe("http");
  expect(only?.hasProbe("liveness")).toBe(true);
  expect(only?.hasProbe("readiness")).toBe(false);
  expect(only?.resources.state).toBe("unknown");
  expect(found.pod.spec.has("imagePullSecrets")).toBe(true);
});
