import { describe, expect, it } from "vitest";
import ambiguousEnv from "../../../server/engine/rules/kubernetes/ambiguous-env.ts";
import configWithoutRollout from "../../../server/engine/rules/kubernetes/config-without-rollout.ts";
import duplicateEnv from "../../../server/engine/rules/kubernetes/duplicate-env.ts";
import envOrder from "../../../server/engine/rules/kubernetes/env-order.ts";
import unknownEnvSource from "../../../server/engine/rules/kubernetes/unknown-env-source.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const pod = (env: string, rest = "") =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: web:1.4.2\n${rest.replace(/^(?=.)/gm, "      ")}      env:\n${env.replace(/^(?=.)/gm, "        ")}`;
const plain = (...pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([name, value]) => `- name: ${name}\n  value: ${value}\n`).join("");

describe("kubernetes/duplicate-env", () => {
  it.each([
    ["beside each other", plain(["A", "one"], ["A", "two"], ["B", "b"])],
    ["apart", plain(["A", "one"], ["B", "b"], ["A", "two"])],
    ["in braces", "- { name: A, value: one }\n- { name: A, value: two }\n"],
    ["from elsewhere", "- name: A\n  value: one\n- name: A\n  valueFrom:\n    fieldRef:\n      fieldPath: metadata.name\n"],
  ])("deletes the earlier one of two %s", (_, env) => {
    const [problem] = run(duplicateEnv, pod(env));
    expect(problem?.on).toBe("A");
    expect(problem?.fixed[0]).not.toContain("one\n");
    expectLawfulFixes(duplicateEnv, pod(env));
  });

  it("leaves one with a comment to a person", () => {
    const env = "- name: A # one\n  value: one\n- name: A\n  value: two\n";
    expect(run(duplicateEnv, pod(env))).toMatchObject([{ on: "A", fixed: [] }]);
  });

  it("tells of each but the last", () => {
    const text = pod(plain(["A", "one"], ["A", "two"], ["A", "three"]));
    expect(places(duplicateEnv, text)).toEqual(["10:17", "12:17"]);
    expectLawfulFixes(duplicateEnv, text);
  });

  it.each([
    ["different names", plain(["A", "one"], ["B", "two"])],
    ["names in another case", plain(["a", "one"], ["A", "two"])],
    ["one that the next takes in", plain(["FLAGS", "-x"], ["FLAGS", "'$(FLAGS) -y'"])],
    ["one that another takes in between", plain(["A", "one"], ["B", "$(A)"], ["A", "two"])],
    ["branches of a template", "{{- if .Values.debug }}\n- name: A\n  value: one\n{{- else }}\n- name: A\n  value: two\n{{- end }}\n"],
    ["names that a template writes", '- name: "{{ .Values.a }}"\n  value: one\n- name: "{{ .Values.b }}"\n  value: two\n'],
  ])("is silent on %s", (_, env) => {
    expect(places(duplicateEnv, pod(env))).toEqual([]);
  });

  it("is silent on two containers with the same name", () => {
    const text = `${pod(plain(["A", "one"]))}    - name: side\n      image: side:1\n      env:\n        - name: A\n          value: two\n`;
    expect(places(duplicateEnv, text)).toEqual([]);
  });
});

describe("kubernetes/ambiguous-env", () => {
  const both = "- name: A\n  value: a\n  valueFrom:\n    fieldRef:\n      fieldPath: metadata.name\n";

  it("reports a value beside a source, and takes either away", () => {
    const [problem] = run(ambiguousEnv, pod(both));
    expect(problem?.on).toBe("value");
    expect(problem?.fixed).toEqual([
      pod("- name: A\n  valueFrom:\n    fieldRef:\n      fieldPath: metadata.name\n"),
      pod("- name: A\n  value: a\n"),
    ]);
    expectLawfulFixes(ambiguousEnv, pod(both));
  });

  it.each([
    ["an empty value", both.replace("value: a", 'value: ""')],
    ["no value", both.replace("value: a", "value:")],
    ["no source", both.replace(/ {2}valueFrom:[\s\S]*/, "  valueFrom: null\n")],
    ["one of them in a template", both.replace("value: a", "value: {{ .Values.a }}")],
    ["branches of a template", both.replace("  value: a\n", "{{- if .Values.a }}\n  value: a\n{{- else }}\n").concat("{{- end }}\n")],
  ])("is silent about %s", (_, env) => expect(places(ambiguousEnv, pod(env))).toEqual([]));

  it("is silent about patches", () => {
    const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          env:\n            - name: A\n              value: a\n              valueFrom: {fieldRef: {fieldPath: metadata.name}}\n`;
    expect(places(ambiguousEnv, text)).toEqual([]);
  });
});

describe("kubernetes/env-order", () => {
  it.each([
    ["the next one", plain(["URL", "http://$(HOST)/"], ["HOST", "web"])],
    ["one further down", plain(["URL", "http://$(HOST)/"], ["PORT", "'80'"], ["HOST", "web"], ["LAST", "one"])],
    [
      "one with a value from elsewhere",
      "- name: URL\n  value: http://$(HOST)/\n- name: HOST\n  valueFrom:\n    fieldRef:\n      fieldPath: status.podIP\n",
    ],
    ["one in quotes", plain(["URL", '"http://$(HOST)/"'], ["HOST", "web"])],
  ])("moves the definition of %s up", (_, env) => {
    expect(run(envOrder, pod(env))).toMatchObject([{ on: "$(HOST)" }]);
    expectLawfulFixes(envOrder, pod(env));
    expectLawfulFixes(envOrder, pod(env).replaceAll("\n", "\r\n"));
    expectLawfulFixes(envOrder, pod(env).trimEnd());
  });

  it("mends a chain step by step", () => {
    const text = pod(plain(["A", "$(B)"], ["B", "$(C)"], ["C", "c"]));
    expect(places(envOrder, text)).toHaveLength(2);
    expectLawfulFixes(envOrder, text);
  });

  it("moves nothing past what it needs itself", () => {
    expect(run(envOrder, pod(plain(["A", "$(B)"], ["C", "c"], ["B", "$(C)"])))).toMatchObject([{ fixed: [] }]);
    expect(run(envOrder, pod("- { name: A, value: $(B) }\n- { name: B, value: b }\n"))).toHaveLength(1);
  });

  it.each([
    ["the right order", plain(["HOST", "web"], ["URL", "http://$(HOST)/"])],
    ["a dollar sign that is meant", plain(["URL", "http://$$(HOST)/"], ["HOST", "web"])],
    ["commands of a shell", plain(["CMD", "echo $(date)"], ["HOST", "web"])],
    ["one defined on both sides", plain(["HOST", "a"], ["URL", "$(HOST)"], ["HOST", "b"])],
    ["itself", plain(["PATH", "$(PATH):/app"])],
    [
      "names that a template writes",
      '- name: "{{ .Values.name }}"\n  value: a\n- name: URL\n  value: $(HOST)\n- name: HOST\n  value: web\n',
    ],
    ["a list that a template goes on with", `${plain(["URL", "$(HOST)"], ["HOST", "web"])}{{- toYaml .Values.env | nindent 8 }}\n`],
  ])("is silent on %s", (_, env) => {
    expect(places(envOrder, pod(env))).toEqual([]);
  });

  it("is silent where a ConfigMap may define it", () => {
    expect(places(envOrder, pod(plain(["URL", "$(HOST)"], ["HOST", "web"]), "envFrom:\n  - configMapRef:\n      name: web\n"))).toEqual([]);
  });
});

const key = (kind: "configMapKeyRef" | "secretKeyRef", name: string, of: string, rest = "") =>
  `- name: A\n  valueFrom:\n    ${kind}:\n      name: ${name}\n      key: ${of}\n${rest}`;
const all = (kind: "configMapRef" | "secretRef", name: string) => pod(plain(["A", "a"]), `envFrom:\n  - ${kind}:\n      name: ${name}\n`);
const object = (kind: string, keys = "", name = "web") => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${keys}`;
const beside = (text: string) => ({ files: { "deploy/config.yaml": text } });

describe("kubernetes/unknown-env-source", () => {
  it.each([
    [
      "a misspelt key of a ConfigMap",
      pod(key("configMapKeyRef", "web", "LOGLEVEL")),
      object("ConfigMap", "data:\n  LOG_LEVEL: info\n"),
      "LOGLEVEL",
    ],
    [
      "a misspelt key of a Secret",
      pod(key("secretKeyRef", "web", "pasword")),
      object("Secret", 'stringData:\n  password: ""\n'),
      "pasword",
    ],
    ["a misspelt ConfigMap", all("configMapRef", "webb"), object("ConfigMap", "data:\n  A: a\n"), "webb"],
    ["a misspelt Secret", pod(key("secretKeyRef", "webb", "password")), object("Secret", 'data:\n  password: ""\n'), "webb"],
  ])("mends %s", (_, text, other, on) => {
    const [problem] = run(unknownEnvSource, text, beside(other));
    expect(problem).toMatchObject({ on });
    expect(problem?.severity).toBeUndefined();
    expectLawfulFixes(unknownEnvSource, text, beside(other));
  });

  it("reports a key that is like no other", () => {
    expect(
      run(unknownEnvSource, pod(key("configMapKeyRef", "web", "CACHE")), beside(object("ConfigMap", "data:\n  LOG_LEVEL: info\n"))),
    ).toMatchObject([{ on: "CACHE", fixed: [] }]);
  });

  it("is information only that a ConfigMap is nowhere to be seen", () => {
    expect(run(unknownEnvSource, all("configMapRef", "elsewhere"), beside(object("ConfigMap")))).toMatchObject([{ severity: "info" }]);
  });

  it("looks into the file itself", () => {
    const text = `${object("ConfigMap", "data:\n  LOG_LEVEL: info\n")}---\n${pod(key("configMapKeyRef", "web", "LOG_LEVLE"))}`;
    expect(run(unknownEnvSource, text, { files: {} })).toMatchObject([{ on: "LOG_LEVLE" }]);
  });

  it.each([
    ["a key that is there", pod(key("configMapKeyRef", "web", "A")), object("ConfigMap", "data:\n  A: a\n")],
    ["a key of bytes", pod(key("configMapKeyRef", "web", "A")), object("ConfigMap", "binaryData:\n  A: YQ==\n")],
    ["a Secret made elsewhere", pod(key("secretKeyRef", "database", "password")), object("Secret", 'data:\n  password: ""\n')],
    ["an optional one", pod(key("configMapKeyRef", "web", "B", "      optional: true\n")), object("ConfigMap", "data:\n  A: a\n")],
    ["the certificate of the cluster", pod(key("configMapKeyRef", "kube-root-ca.crt", "ca.crt")), object("ConfigMap")],
    ["a Secret to be filled", pod(key("secretKeyRef", "web", "password")), object("Secret")],
    [
      "a Secret that an operator fills",
      pod(key("secretKeyRef", "web", "password")),
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: web\nspec: {}\n",
    ],
    ["a placeholder", pod(key("configMapKeyRef", "web", "${KEY}")), object("ConfigMap", "data:\n  A: a\n")],
    [
      "data that a template writes",
      pod(key("configMapKeyRef", "web", "B")),
      object("ConfigMap", "data:\n  {{- toYaml .Values.data | nindent 2 }}\n"),
    ],
    [
      "another namespace",
      pod(key("configMapKeyRef", "web", "B")).replace("name: web\n", "name: web\n  namespace: a\n"),
      object("ConfigMap", "data:\n  A: a\n").replace("name: web\n", "name: web\n  namespace: b\n"),
    ],
  ])("is silent on %s", (_, text, other) => {
    expect(run(unknownEnvSource, text, beside(other)).filter(({ severity }) => severity !== "info")).toEqual([]);
  });

  it("is silent where nothing else can be seen", () => {
    expect(places(unknownEnvSource, all("configMapRef", "elsewhere"))).toEqual([]);
  });

  it("knows what Kustomize generates", () => {
    const files = {
      "deploy/kustomization.yaml": "resources:\n  - app.yaml\nconfigMapGenerator:\n  - name: web\n    literals:\n      - LOG_LEVEL=info\n",
    };
    expect(places(unknownEnvSource, pod(key("configMapKeyRef", "web", "LOG_LEVEL")), { files })).toEqual([]);
    expect(run(unknownEnvSource, pod(key("configMapKeyRef", "web", "LOGLEVEL")), { files })).toMatchObject([{ on: "LOGLEVEL" }]);
  });

  it("is silent on keys that an overlay adds", () => {
    const files = {
      "deploy/config.yaml": object("ConfigMap", "data:\n  A: a\n"),
      "deploy/kustomization.yaml": "resources:\n  - app.yaml\n  - config.yaml\npatches:\n  - path: more.yaml\n",
      "deploy/more.yaml": object("ConfigMap", "data:\n  B: b\n"),
    };
    expect(places(unknownEnvSource, pod(key("configMapKeyRef", "web", "B")), { files })).toEqual([]);
  });
});

const deployment = (env: string, annotations = "", metadata = "") =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n${metadata}spec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n${annotations}    spec:\n      containers:\n        - name: web\n          image: web:1.4.2\n${env}`;
const from = (name: string, kind = "configMapRef") => `          envFrom:\n            - ${kind}:\n                name: ${name}\n`;
const config = beside(object("ConfigMap", "data:\n  A: a\n"));

describe("kubernetes/config-without-rollout", () => {
  it.each([
    ["all keys of a ConfigMap", deployment(from("web")), config],
    [
      "one key",
      deployment(
        "          env:\n            - name: A\n              valueFrom:\n                configMapKeyRef:\n                  name: web\n                  key: A\n",
      ),
      config,
    ],
    ["a Secret", deployment(from("web", "secretRef")), beside(object("Secret", 'stringData:\n  a: ""\n'))],
    ["other annotations", deployment(from("web"), "      annotations:\n        prometheus.io/scrape: 'true'\n"), config],
  ])("reports %s", (_, text, setting) => {
    expect(run(configWithoutRollout, text, setting)).toMatchObject([{ on: "web" }]);
    expectLawfulFixes(configWithoutRollout, text, setting);
  });

  it("writes the checksum of the chart's template", () => {
    const setting = {
      path: "chart/templates/app.yaml",
      files: {
        "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "chart/templates/config.yaml": object("ConfigMap", "data:\n  A: a\n"),
      },
    };
    expect(run(configWithoutRollout, deployment(from("web")), setting)[0]?.fixed[0]).toContain(
      '        checksum/config: {{ include (print $.Template.BasePath "/config.yaml") . | sha256sum }}\n',
    );
  });

  it.each([
    ["a checksum", deployment(from("web"), "      annotations:\n        checksum/config: 2b1f\n"), config],
    ["Reloader", deployment(from("web"), "", "  annotations:\n    reloader.stakater.com/auto: 'true'\n"), config],
    [
      "annotations that a template writes",
      deployment(from("web"), "      annotations:\n        {{- toYaml .Values.annotations | nindent 8 }}\n"),
      config,
    ],
    ["a name with a version", deployment(from("web-v3")), beside(object("ConfigMap", "", "web-v3"))],
    ["a name with a hash", deployment(from("web-7f6d9c8b5t")), beside(object("ConfigMap", "", "web-7f6d9c8b5t"))],
    ["one that cannot change", deployment(from("web")), beside(object("ConfigMap", "immutable: true\n"))],
    ["one that is made elsewhere", deployment(from("other")), config],
    [
      "a Secret that an operator fills",
      deployment(from("web", "secretRef")),
      beside("apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: web\nspec: {}\n"),
    ],
    ["a pod by itself", pod(key("configMapKeyRef", "web", "A")), config],
    [
      "a ConfigMap mounted as files",
      deployment("      volumes:\n        - name: config\n          configMap:\n            name: web\n"),
      config,
    ],
    [
      "what Kustomize generates",
      deployment(from("web")),
      {
        files: {
          "deploy/kustomization.yaml": "resources:\n  - app.yaml\nconfigMapGenerator:\n  - name: web\n    literals:\n      - A=a\n",
        },
      },
    ],
  ])("is silent on %s", (_, text, setting) => {
    expect(places(configWithoutRollout, text, setting)).toEqual([]);
  });

  it("is silent on a Job, and where nothing else can be seen", () => {
    const job = deployment(from("web")).replace("apps/v1", "batch/v1").replace("Deployment", "Job");
    expect(places(configWithoutRollout, job, config)).toEqual([]);
    expect(places(configWithoutRollout, deployment(from("web")))).toEqual([]);
  });
});
