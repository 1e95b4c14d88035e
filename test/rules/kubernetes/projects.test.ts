// Projects as people have them: all rules of a preset together, and what they say of each file.
import { describe, expect, it } from "vitest";
import { defaultConfiguration } from "../../../server/engine/config/configuration.ts";
import { check, detectLanguage, memoryWorkspace, SourceText } from "../../../server/engine/index.ts";
import { service, workload } from "./manifests.ts";

/** `path rule severity: what is marked`; advice on what a sound application could have besides is left out. */
function findings(files: Readonly<Record<string, string>>, preset: "recommended" | "strict" = "recommended"): string[] {
  const workspace = memoryWorkspace(files);
  return Object.entries(files).flatMap(([path, text]) => {
    const language = detectLanguage(path, undefined, () => text);
    if (language !== "kubernetes") return [];
    const found = check(new SourceText(path, text), language, {
      workspace,
      configuration: defaultConfiguration({ preset }),
      today: "2026-11-23",
    });
    return found
      .filter(({ rule }) => !advice.has(rule))
      .map(({ rule, severity, span }) => `${path} ${rule.slice("kubernetes/".length)} ${severity}: ${text.slice(span.start, span.end)}`);
  });
}

const advice: ReadonlySet<string> = new Set(
  ["missing-pre-stop", "missing-liveness-probe", "missing-disruption-budget"].map((rule) => `kubernetes/${rule}`),
);

const sound = `          ports:
            - name: http
              containerPort: 80
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 128Mi
`;

const autoscaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
  minReplicas: 2
  maxReplicas: 10
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 70
`;

const web = (spec = "") => workload({ spec, container: sound });
const served = (spec = "") => `${web(spec)}${service("web")}`;
const route = (backend: string) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: web\nspec:\n  rules:\n    - backendRefs:\n        - name: ${backend}\n          port: 8443\n`;
const ingress = (name: string, annotations = "", tls = "") =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: ${name}\n${annotations}spec:\n  ingressClassName: nginx\n${tls}  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: ${name}\n                port:\n                  number: 80\n`;
const base = "resources: [deployment.yaml]\n";

describe("a count beside an autoscaler", () => {
  it("is told of where the overlay with the autoscaler writes it", () => {
    const files = {
      "base/kustomization.yaml": base,
      "base/deployment.yaml": served("  replicas: 2\n"),
      "dev/kustomization.yaml": "resources: [../base]\n",
      "prod/kustomization.yaml": "resources: [../base, autoscaler.yaml]\nreplicas:\n  - name: web\n    count: 4\n",
      "prod/autoscaler.yaml": autoscaler,
    };
    expect(findings(files)).toEqual(["prod/kustomization.yaml replicas-beside-autoscaler warning: 4"]);
    const patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 5\n";
    expect(
      findings({
        ...files,
        "prod/kustomization.yaml": "resources: [../base, autoscaler.yaml]\npatches:\n  - path: patch.yaml\n",
        "prod/patch.yaml": patch,
      }),
    ).toEqual(["prod/patch.yaml replicas-beside-autoscaler warning: 5"]);
  });

  it("is told of in the base where that holds the autoscaler", () => {
    const files = {
      "base/kustomization.yaml": "resources: [deployment.yaml, autoscaler.yaml]\n",
      "base/deployment.yaml": served("  replicas: 2\n"),
      "base/autoscaler.yaml": autoscaler,
    };
    expect(findings(files)).toEqual(["base/deployment.yaml replicas-beside-autoscaler warning: replicas: 2"]);
  });
});

describe("a template in a text", () => {
  it("is a part of the text", () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: alerts\ndata:\n  slack.tmpl: |\n    {{ define "title" }}{{ .Status }}{{ end }}\n    {{ range .Alerts }}*{{ .Labels.pod }}*{{ end }}\n  LEVEL: info\n';
    expect(findings({ "alerts.yaml": text })).toEqual([]);
  });
});

describe("services", () => {
  it("with a name for something outside have any port", () => {
    const outside =
      "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: ExternalName\n  externalName: web.example.com\n";
    expect(findings({ "route.yaml": route("web") + outside })).toEqual([]);
  });

  it("that select nothing are meant for the one workload beside them", () => {
    const text = `${workload({ name: "todo", container: sound })}${service("todo-app")}`;
    expect(findings({ "app.yaml": text })).toContain("app.yaml service-without-workload warning: selector");
    const label = `${web()}${service("web").replace("app: web", "name: web")}`;
    expect(findings({ "app.yaml": label })).toEqual(["app.yaml service-without-workload warning: selector"]);
    // Of two, nobody knows which.
    expect(findings({ "app.yaml": `${text}---\n${web()}` })).toEqual([]);
  });

  it("are named by a port of the Service", () => {
    const text = `${served("  replicas: 2\n").replace("    - port: 80", "    - name: http\n      port: 80")}---\n${ingress("web", "", "  tls: [{hosts: [shop.example.com], secretName: web-tls}]\n").replace("number: 80", "name: htpp")}`;
    expect(findings({ "app.yaml": text })).toEqual(["app.yaml unknown-ingress-backend warning: htpp"]);
  });
});

describe("a canary", () => {
  const canary = '  annotations:\n    nginx.ingress.kubernetes.io/canary: "true"\n    nginx.ingress.kubernetes.io/canary-weight: "20"\n';
  it("uses the certificate of the main Ingress", () => {
    const tls = "  tls: [{hosts: [shop.example.com], secretName: web-tls}]\n";
    expect(findings({ "app.yaml": `${ingress("web", "", tls)}---\n${ingress("web-canary", canary)}` })).toEqual([]);
  });

  it("is small", () => {
    const text = (name: string) => `${workload({ name, spec: "  replicas: 1\n", container: sound })}${service(name)}`;
    expect(findings({ "app.yaml": text("web-canary") })).toEqual([]);
    expect(findings({ "app.yaml": text("web") })).toEqual(["app.yaml single-replica warning: 1"]);
  });
});

describe("other traps", () => {
  it("a database that must not run twice is recreated", () => {
    const claim = "      volumes:\n        - name: data\n          persistentVolumeClaim:\n            claimName: data\n";
    const mounts = "          volumeMounts:\n            - name: data\n              mountPath: /data\n";
    const text = `${workload({ name: "mysql", spec: "  replicas: 1\n  strategy:\n    type: Recreate\n", image: "mysql:8.4.2", pod: claim, container: sound + mounts })}${service("mysql")}`;
    expect(findings({ "mysql.yaml": text })).toEqual([]);
  });

  it("an application may be called todo", () => {
    expect(findings({ "app.yaml": workload({ image: "example.com/todo:latest", container: sound }) })).toEqual([
      "app.yaml mutable-image-tag warning: latest",
    ]);
  });

  it("Reloader replaces pods whose files do not follow", () => {
    const pod = "      volumes:\n        - name: conf\n          configMap:\n            name: conf\n";
    const mounts =
      "          volumeMounts:\n            - name: conf\n              mountPath: /etc/app.conf\n              subPath: app.conf\n";
    const text = workload({ pod, container: sound + mounts });
    expect(findings({ "app.yaml": text })).toEqual(["app.yaml broken-volume-mount hint: subPath"]);
    const reloaded = text.replace("  name: web\n", '  name: web\n  annotations:\n    reloader.stakater.com/auto: "true"\n');
    expect(findings({ "app.yaml": reloaded })).toEqual([]);
  });

  it("a privileged agent is root, and told of that alone", () => {
    const agent = workload({ kind: "DaemonSet", container: `          securityContext:\n            privileged: true\n` });
    expect(findings({ "agent.yaml": agent }, "strict").filter((one) => /privileged|user/.test(one))).toEqual([
      "agent.yaml privileged-container info: privileged: true",
    ]);
  });

  it("the test of a chart has no version to go back to", () => {
    const pod =
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: test\n  annotations:\n    helm.sh/hook: test\nspec:\n  restartPolicy: Never\n  containers:\n    - name: wget\n      image: busybox\n";
    expect(findings({ "templates/test.yaml": pod, "Chart.yaml": "name: a\n" })).toEqual([
      "templates/test.yaml mutable-image-tag info: busybox",
    ]);
  });

  it("numbers are collected again", () => {
    const text = `${workload({ container: sound.replaceAll("http\n", "metrics\n") })}${service("web").replace("- port: 80", "- port: 80\n      targetPort: metrics")}`;
    const workspace = memoryWorkspace({ "app.yaml": text });
    const found = check(new SourceText("app.yaml", text), "kubernetes", {
      workspace,
      configuration: defaultConfiguration({ preset: "recommended" }),
      today: "2026-11-23",
    });
    expect(found.map(({ rule }) => rule)).not.toContain("kubernetes/missing-pre-stop");
  });
});

describe("what others write", () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ["variables that Flux fills in", { "app.yaml": served("  replicas: ${replicas:=2}\n").replace(":1.4.2", ":${tag}") }],
    [
      "a Template of OpenShift",
      {
        "template.yaml":
          "apiVersion: template.openshift.io/v1\nkind: Template\nmetadata:\n  name: web\nparameters:\n  - name: REPLICAS\nobjects:\n  - apiVersion: v1\n    kind: Service\n    metadata:\n      name: ${NAME}\n    spec:\n      selector:\n        app: ${NAME}\n      ports:\n        - port: 80\n",
      },
    ],
    [
      "alerts of Prometheus",
      {
        "rules.yaml":
          'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: web\nspec:\n  groups:\n    - name: web\n      rules:\n        - alert: Down\n          expr: up == 0\n          annotations:\n            summary: "{{ $labels.instance }} is down"\n',
      },
    ],
    [
      "a chart",
      {
        "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "templates/deployment.yaml": `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ include "web.fullname" . }}\nspec:\n  {{- if not .Values.autoscaling.enabled }}\n  replicas: {{ .Values.replicaCount }}\n  {{- end }}\n  selector:\n    matchLabels:\n      {{- include "web.selectorLabels" . | nindent 6 }}\n  template:\n    metadata:\n      labels:\n        {{- include "web.labels" . | nindent 8 }}\n    spec:\n      containers:\n        - name: {{ .Chart.Name }}\n          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"\n          ports:\n            - name: http\n              containerPort: {{ .Values.service.port }}\n          {{- with .Values.probes }}\n          {{- toYaml . | nindent 10 }}\n          {{- end }}\n          resources:\n            {{- toYaml .Values.resources | nindent 12 }}\n`,
        "templates/service.yaml": `apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ include "web.fullname" . }}\nspec:\n  type: {{ .Values.service.type }}\n  ports:\n    - port: {{ .Values.service.port }}\n      targetPort: http\n      name: http\n  selector:\n    {{- include "web.selectorLabels" . | nindent 4 }}\n`,
      },
    ],
  ])("%s: nothing is reported", (_, files) => expect(findings(files)).toEqual([]));
});
