// One slip is one finding: an application that is fine, each time with one slip in it, gives under `recommended` exactly the finding that is meant, and
// its best fix leaves none.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultConfiguration } from "../server/engine/config/configuration.ts";
import { applyEdits, check, memoryWorkspace, SourceText } from "../server/engine/index.ts";

const path = "k8s/application.yaml";
const fixture = (name: string) => readFileSync(join(import.meta.dirname, "fixtures/kubernetes", name), "utf8");

const shop = fixture("healthy/shop.yaml");

/** What the shop has not: a job by the clock, a Rollout with its Services, a database, a route of a Gateway. */
const others = `${fixture("hardened/database.yaml")}---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
  namespace: shop
spec:
  schedule: "30 4 * * *"
  timeZone: Europe/Berlin
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      backoffLimit: 2
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: report
              image: registry.example.com/report:2.1.0
              command: [report, --daily]
              env:
                - name: REGION
                  value: eu-central-1
                - name: TOKEN
                  valueFrom:
                    secretKeyRef:
                      name: report
                      key: token
              resources:
                requests:
                  cpu: 100m
                  memory: 128Mi
                limits:
                  memory: 128Mi
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: portal
  namespace: shop
spec:
  replicas: 3
  selector:
    matchLabels:
      app: portal
  template:
    metadata:
      labels:
        app: portal
    spec:
      containers:
        - name: portal
          image: registry.example.com/portal:3.0.0
          ports:
            - name: http
              containerPort: 8080
          lifecycle:
            preStop:
              sleep:
                seconds: 10
          livenessProbe:
            httpGet:
              path: /live
              port: http
            failureThreshold: 6
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
  strategy:
    blueGreen:
      activeService: portal
      previewService: portal-preview
      autoPromotionEnabled: false
---
apiVersion: v1
kind: Service
metadata:
  name: portal
  namespace: shop
spec:
  selector:
    app: portal
  ports:
    - port: 80
      targetPort: http
---
apiVersion: v1
kind: Service
metadata:
  name: portal-preview
  namespace: shop
spec:
  selector:
    app: portal
  ports:
    - port: 80
      targetPort: http
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: portal
  namespace: shop
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app: portal
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: portal
  namespace: shop
spec:
  parentRefs:
    - name: public
      namespace: gateways
  hostnames: [portal.example.com]
  rules:
    - backendRefs:
        - name: portal
          port: 80
`;

function findings(text: string) {
  const configuration = defaultConfiguration({ preset: "recommended" });
  const workspace = memoryWorkspace({ [path]: text });
  return check(new SourceText(path, text), "kubernetes", { workspace, configuration, today: "2026-11-23" });
}

interface Slip {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly rule: string;
  /** What is marked. */
  readonly on?: string;
  /** Why nothing can be offered, or what the fix cannot know. */
  readonly unfixed?: string;
}

const inShop: readonly Slip[] = [
  // Keys, kinds and versions.
  {
    what: "a misspelt key",
    from: "      containers:\n        - name: shop",
    to: "      contianers:\n        - name: shop",
    rule: "unknown-field",
    on: "contianers",
  },
  { what: "a misspelt kind", from: "kind: Deployment\nmetadata", to: "kind: Deploymnet\nmetadata", rule: "wrong-api-group" },
  { what: "a kind in lower case", from: "kind: Service\nmetadata", to: "kind: service\nmetadata", rule: "wrong-api-group", on: "service" },
  {
    what: "a kind of another group",
    from: "apiVersion: apps/v1\nkind: Deployment\nmetadata",
    to: "apiVersion: v1\nkind: Deployment\nmetadata",
    rule: "wrong-api-group",
    on: "v1",
  },
  {
    what: "a misspelt apiVersion",
    from: "apiVersion: apps/v1\nkind: Deployment\nmetadata",
    to: "apiVersion: app/v1\nkind: Deployment\nmetadata",
    rule: "wrong-api-group",
  },
  {
    what: "a Deployment of long ago",
    from: "apiVersion: apps/v1\nkind: Deployment\nmetadata",
    to: "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata",
    rule: "removed-api",
  },
  { what: "an autoscaler of long ago", from: "apiVersion: autoscaling/v2\n", to: "apiVersion: autoscaling/v2beta2\n", rule: "removed-api" },
  { what: "a budget of long ago", from: "apiVersion: policy/v1\n", to: "apiVersion: policy/v1beta1\n", rule: "removed-api" },
  {
    what: "a misspelt `spec`",
    from: "spec:\n  selector:\n    app: shop",
    to: "spce:\n  selector:\n    app: shop",
    rule: "unknown-field",
    on: "spce",
  },
  { what: "a misspelt `metadata`", from: "kind: Service\nmetadata:", to: "kind: Service\nmetdata:", rule: "unknown-field", on: "metdata" },
  {
    what: "a misspelt `template`",
    from: "  template:\n    metadata",
    to: "  templete:\n    metadata",
    rule: "unknown-field",
    on: "templete",
  },
  { what: "a misspelt `kind`", from: "kind: Service\nmetadata", to: "knid: Service\nmetadata", rule: "unknown-field", on: "knid" },
  {
    what: "a misspelt `selector`",
    from: "  selector:\n    matchLabels:\n      app: shop\n  strategy",
    to: "  selektor:\n    matchLabels:\n      app: shop\n  strategy",
    rule: "unknown-field",
  },
  {
    what: "a misspelt `matchLabels`",
    from: "    matchLabels:\n      app: shop\n  strategy",
    to: "    matchlabels:\n      app: shop\n  strategy",
    rule: "unknown-field",
  },
  { what: "a misspelt probe", from: "readinessProbe:", to: "readynessProbe:", rule: "unknown-field", on: "readynessProbe" },
  { what: "a misspelt liveness probe", from: "livenessProbe:", to: "livelinessProbe:", rule: "unknown-field" },
  {
    what: "a misspelt number of a probe",
    from: "            periodSeconds: 30\n",
    to: "            periodSecond: 30\n",
    rule: "unknown-field",
  },
  {
    what: "a misspelt handler",
    from: "            httpGet:\n              path: /ready",
    to: "            httpget:\n              path: /ready",
    rule: "unknown-field",
  },
  {
    what: "misspelt requests",
    from: "            requests:\n              cpu",
    to: "            request:\n              cpu",
    rule: "unknown-field",
  },
  { what: "misspelt limits", from: "            limits:\n", to: "            limit:\n", rule: "unknown-field" },
  { what: "a misspelt resource", from: "              cpu: 250m", to: "              cup: 250m", rule: "unknown-field" },
  {
    what: "misspelt ports",
    from: "          ports:\n            - name: http",
    to: "          port:\n            - name: http",
    rule: "unknown-field",
  },
  { what: "a misspelt containerPort", from: "containerPort: 3000", to: "containerport: 3000", rule: "unknown-field" },
  { what: "a misspelt image", from: "          image: registry", to: "          imgae: registry", rule: "unknown-field" },
  { what: "a misspelt `rollingUpdate`", from: "    rollingUpdate:\n", to: "    rollingUpdates:\n", rule: "unknown-field" },
  { what: "a misspelt `maxUnavailable`", from: "      maxUnavailable: 0\n", to: "      maxUnavailble: 0\n", rule: "unknown-field" },
  { what: "a misspelt hook", from: "            preStop:\n", to: "            prestop:\n", rule: "unknown-field" },
  { what: "a misspelt `runAsNonRoot`", from: "        runAsNonRoot: true", to: "        runAsNonroot: true", rule: "unknown-field" },
  { what: "a misspelt `minReplicas`", from: "  minReplicas: 3", to: "  minReplica: 3", rule: "unknown-field" },
  { what: "a misspelt `scaleTargetRef`", from: "  scaleTargetRef:", to: "  scaleTargetref:", rule: "unknown-field" },
  { what: "a misspelt `targetPort`", from: "      targetPort: http\n", to: "      targetport: http\n", rule: "unknown-field" },
  { what: "a misspelt backend", from: "            backend:\n", to: "            backends:\n", rule: "unknown-field" },
  { what: "a misspelt `pathType`", from: "            pathType: Prefix\n", to: "            pathtype: Prefix\n", rule: "unknown-field" },
  {
    what: "a key one level too high",
    from: "  template:\n    metadata:",
    to: "  terminationGracePeriodSeconds: 60\n  template:\n    metadata:",
    rule: "unknown-field",
  },
  // Labels, names and ports.
  {
    what: "a misspelt label of the pods",
    from: "    metadata:\n      labels:\n        app: shop",
    to: "    metadata:\n      labels:\n        app: shopp",
    rule: "selector-template-mismatch",
  },
  {
    what: "a misspelt label in the selector",
    from: "    matchLabels:\n      app: shop\n  strategy",
    to: "    matchLabels:\n      app: shpo\n  strategy",
    rule: "selector-template-mismatch",
  },
  {
    what: "a misspelt label of a Service",
    from: "spec:\n  selector:\n    app: shop\n  ports",
    to: "spec:\n  selector:\n    app: shp\n  ports",
    rule: "service-without-workload",
  },
  {
    what: "another label of a Service",
    from: "spec:\n  selector:\n    app: shop\n  ports",
    to: "spec:\n  selector:\n    name: shop\n  ports",
    rule: "service-without-workload",
    unfixed: "the label that is meant",
  },
  {
    what: "a misspelt label of the budget",
    from: "  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: shop",
    to: "  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: shpo",
    rule: "disruption-budget-selector",
  },
  {
    what: "a misspelt label of the NetworkPolicy",
    from: "  podSelector:\n    matchLabels:\n      app: shop",
    to: "  podSelector:\n    matchLabels:\n      app: shpo",
    rule: "network-policy-selector",
  },
  { what: "a misspelt port of a Service", from: "      targetPort: http\n", to: "      targetPort: htpp\n", rule: "unknown-target-port" },
  {
    what: "a misspelt port of a probe",
    from: "              path: /ready\n              port: 3000",
    to: "              path: /ready\n              port: htpp",
    rule: "unknown-probe-port",
  },
  {
    what: "another port of a probe",
    from: "              path: /ready\n              port: 3000",
    to: "              path: /ready\n              port: 3001",
    rule: "unknown-probe-port",
  },
  {
    what: "a misspelt Service of the Ingress",
    from: "              service:\n                name: shop",
    to: "              service:\n                name: shpo",
    rule: "unknown-ingress-backend",
  },
  {
    what: "a misspelt port of the Ingress",
    from: "                port:\n                  name: http",
    to: "                port:\n                  name: htpp",
    rule: "unknown-ingress-backend",
  },
  {
    what: "a misspelt target of the autoscaler",
    from: "    kind: Deployment\n    name: shop",
    to: "    kind: Deployment\n    name: shpo",
    rule: "autoscaler-target",
  },
  {
    what: "another kind of target",
    from: "    kind: Deployment\n    name: shop",
    to: "    kind: StatefulSet\n    name: shop",
    rule: "autoscaler-target",
  },
  {
    what: "a misspelt ConfigMap",
    from: "                name: shop-config-v3",
    to: "                name: shop-config-v2",
    rule: "unknown-env-source",
  },
  {
    what: "a name with an underscore",
    from: "kind: ConfigMap\nmetadata:\n  name: shop-config-v3\n",
    to: "kind: ConfigMap\nmetadata:\n  name: shop_config-v3\n",
    rule: "invalid-name",
    unfixed: "what refers to it",
  },
  {
    what: "a name in capitals",
    from: "kind: PodDisruptionBudget\nmetadata:\n  name: shop",
    to: "kind: PodDisruptionBudget\nmetadata:\n  name: Shop",
    rule: "invalid-name",
  },
  {
    what: "a port name in capitals",
    from: "            - name: http\n              containerPort",
    to: "            - name: HTTP\n              containerPort",
    rule: "invalid-port-name",
  },
  {
    what: "an unknown host in `tls`",
    from: "    - hosts: [shop.example.com]",
    to: "    - hosts: [shopp.example.com]",
    rule: "ingress-tls-secret",
  },
  // Types, values and units.
  { what: "a number in quotes", from: "  minReplicas: 3", to: '  minReplicas: "3"', rule: "wrong-type" },
  { what: "a word for a number", from: "  minReplicas: 3", to: "  minReplicas: three", rule: "wrong-type", unfixed: "which number" },
  { what: "a port in quotes", from: "containerPort: 3000", to: 'containerPort: "3000"', rule: "wrong-type" },
  {
    what: "a map for a list",
    from: "      containers:\n        - name: shop\n",
    to: "      containers:\n          name: shop\n",
    rule: "wrong-type",
  },
  { what: "a number without quotes in a ConfigMap", from: "  LOG_LEVEL: info", to: "  LOG_LEVEL: 3", rule: "unquoted-value" },
  { what: "a truth value without quotes in a ConfigMap", from: "  LOG_LEVEL: info", to: "  LOG_LEVEL: true", rule: "unquoted-value" },
  {
    what: "a number without quotes in an annotation",
    from: "    cert-manager.io/cluster-issuer: letsencrypt",
    to: "    cert-manager.io/cluster-issuer: letsencrypt\n    example.com/revision: 3",
    rule: "unquoted-value",
  },
  { what: "a truth value in quotes", from: "        runAsNonRoot: true", to: '        runAsNonRoot: "true"', rule: "wrong-type" },
  {
    what: "memory in thousandths",
    from: "              memory: 256Mi\n            limits",
    to: "              memory: 256m\n            limits",
    rule: "suspicious-quantity",
  },
  {
    what: "a unit that there is not",
    from: "              memory: 256Mi\n            limits",
    to: "              memory: 256MB\n            limits",
    rule: "invalid-value",
  },
  {
    what: "a unit in lower case",
    from: "              memory: 256Mi\n            limits",
    to: "              memory: 256mi\n            limits",
    rule: "invalid-value",
  },
  {
    what: "a blank in an amount",
    from: "              memory: 256Mi\n            limits",
    to: "              memory: 256 Mi\n            limits",
    rule: "invalid-value",
  },
  {
    what: "a limit below the request",
    from: "            limits:\n              memory: 256Mi",
    to: "            limits:\n              memory: 128Mi",
    rule: "request-over-limit",
  },
  { what: "a CPU in megabytes", from: "cpu: 250m", to: "cpu: 250Mi", rule: "suspicious-quantity" },
  { what: "a value in the wrong case", from: "    type: RollingUpdate\n", to: "    type: rollingUpdate\n", rule: "invalid-value" },
  {
    what: "a value that there is not",
    from: "            pathType: Prefix\n",
    to: "            pathType: Prefixed\n",
    rule: "invalid-value",
  },
  {
    what: "a protocol in lower case",
    from: "              containerPort: 3000\n",
    to: "              containerPort: 3000\n              protocol: tcp\n",
    rule: "invalid-value",
  },
  {
    what: "a type of Service in lower case",
    from: "spec:\n  selector:\n    app: shop\n  ports",
    to: "spec:\n  type: clusterIP\n  selector:\n    app: shop\n  ports",
    rule: "invalid-value",
  },
  { what: "more pods at least than at most", from: "  minReplicas: 3", to: "  minReplicas: 30", rule: "autoscaler-bounds" },
  {
    what: "an image in capitals",
    from: "registry.example.com/shop:1.14.2",
    to: "registry.example.com/Shop:1.14.2",
    rule: "invalid-image-reference",
  },
  {
    what: "an image without a tag",
    from: "registry.example.com/shop:1.14.2",
    to: "registry.example.com/shop",
    rule: "mutable-image-tag",
    unfixed: "which version",
  },
  { what: "a path without a slash", from: "              path: /ready\n", to: "              path: ready\n", rule: "malformed-http-probe" },
  // What is not there.
  { what: "no image", from: "          image: registry.example.com/shop:1.14.2\n", to: "", rule: "invalid-image-reference" },
  { what: "no selector", from: "  selector:\n    matchLabels:\n      app: shop\n  strategy", to: "  strategy", rule: "missing-field" },
  {
    what: "no labels of the pods",
    from: "    metadata:\n      labels:\n        app: shop\n    spec",
    to: "    spec",
    rule: "selector-template-mismatch",
  },
  { what: "no `kind`", from: "kind: Service\nmetadata", to: "metadata", rule: "missing-field", unfixed: "which kind" },
  {
    what: "no `apiVersion`",
    from: "apiVersion: apps/v1\nkind: Deployment\nmetadata",
    to: "kind: Deployment\nmetadata",
    rule: "missing-field",
  },
  { what: "no port of the Service", from: "      port: 80\n", to: "", rule: "missing-field", unfixed: "which port" },
  { what: "no `pathType`", from: "            pathType: Prefix\n", to: "", rule: "missing-field" },
  { what: "no `maxReplicas`", from: "  maxReplicas: 10\n", to: "", rule: "missing-field", unfixed: "how many" },
  {
    what: "no readiness probe",
    from: "          readinessProbe:\n            httpGet:\n              path: /ready\n              port: 3000\n            initialDelaySeconds: 5\n            periodSeconds: 10\n            failureThreshold: 2\n",
    to: "",
    rule: "missing-readiness-probe",
  },
  {
    what: "no liveness probe",
    from: "          livenessProbe:\n            httpGet:\n              path: /healthz\n              port: 3000\n            initialDelaySeconds: 10\n            periodSeconds: 30\n            failureThreshold: 3\n",
    to: "",
    rule: "missing-liveness-probe",
  },
  {
    what: "no handler",
    from: "          readinessProbe:\n            httpGet:\n              path: /ready\n              port: 3000\n",
    to: "          readinessProbe:\n",
    rule: "probe-handlers",
  },
  {
    what: "no port of a probe",
    from: "              path: /ready\n              port: 3000\n",
    to: "              path: /ready\n",
    rule: "missing-field",
    unfixed: "which port",
  },
  {
    what: "no resources",
    from: "          resources:\n            requests:\n              cpu: 250m\n              memory: 256Mi\n            limits:\n              memory: 256Mi\n",
    to: "",
    rule: "autoscaler-without-requests",
  },
  { what: "no limits", from: "            limits:\n              memory: 256Mi\n", to: "", rule: "missing-memory-limit" },
  { what: "no CPU", from: "              cpu: 250m\n", to: "", rule: "autoscaler-without-requests" },
  { what: "no `tls`", from: "  tls:\n    - hosts: [shop.example.com]\n      secretName: shop-tls\n", to: "", rule: "ingress-without-tls" },
  {
    what: "no selector of the budget",
    from: "  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: shop",
    to: "  maxUnavailable: 1",
    rule: "disruption-budget-selector",
    unfixed: "which workload",
  },
  {
    what: "no limit of the budget",
    from: "spec:\n  maxUnavailable: 1\n  selector",
    to: "spec:\n  selector",
    rule: "malformed-disruption-budget",
  },
  {
    what: "no hook's action",
    from: "            preStop:\n              sleep:\n                seconds: 10\n",
    to: "            preStop: {}\n",
    rule: "invalid-lifecycle-handler",
  },
  {
    what: "an empty hook",
    from: "              sleep:\n                seconds: 10\n",
    to: "              tcpSocket: {}\n",
    rule: "invalid-lifecycle-handler",
  },
  {
    what: "an empty handler",
    from: "            httpGet:\n              path: /ready\n              port: 3000\n",
    to: "            tcpSocket: {}\n",
    rule: "missing-field",
    unfixed: "which port",
  },
  // What is there twice or at odds.
  {
    what: "a key twice",
    from: "  minReplicas: 3\n",
    to: "  minReplicas: 3\n  minReplicas: 4\n",
    rule: "duplicate-key",
    unfixed: "which of the two",
  },
  {
    what: "a section twice",
    from: "  ports:\n    - name: http\n      port: 80\n      targetPort: http\n",
    to: "  ports:\n    - name: http\n      port: 80\n      targetPort: http\n  selector:\n    app: shop\n",
    rule: "duplicate-key",
    unfixed: "which of the two",
  },
  {
    what: "a count beside the autoscaler",
    from: "spec:\n  selector:\n    matchLabels:\n      app: shop\n  strategy",
    to: "spec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: shop\n  strategy",
    rule: "replicas-beside-autoscaler",
  },
  {
    what: "two handlers",
    from: "            httpGet:\n              path: /ready\n              port: 3000\n",
    to: "            httpGet:\n              path: /ready\n              port: 3000\n            tcpSocket:\n              port: 3000\n",
    rule: "probe-handlers",
  },
  {
    what: "both limits of the budget",
    from: "  maxUnavailable: 1\n  selector",
    to: "  maxUnavailable: 1\n  minAvailable: 2\n  selector",
    rule: "malformed-disruption-budget",
  },
  {
    what: "a budget that lets nothing go",
    from: "  maxUnavailable: 1\n  selector",
    to: "  maxUnavailable: 0\n  selector",
    rule: "blocking-disruption-budget",
  },
  {
    what: "limits of a rolling update with Recreate",
    from: "    type: RollingUpdate\n",
    to: "    type: Recreate\n",
    rule: "rolling-update-parameters",
    unfixed: "whether pods may run side by side",
  },
  { what: "an update that cannot go on", from: "      maxSurge: 1\n", to: "      maxSurge: 0\n", rule: "stuck-rolling-update" },
  {
    what: "no old revisions",
    from: "spec:\n  selector:\n    matchLabels:\n      app: shop\n  strategy",
    to: "spec:\n  revisionHistoryLimit: 0\n  selector:\n    matchLabels:\n      app: shop\n  strategy",
    rule: "no-revision-history",
  },
  {
    what: "a hook longer than the grace period",
    from: "                seconds: 10\n",
    to: "                seconds: 40\n",
    rule: "pre-stop-over-grace",
  },
  {
    what: "a success threshold of liveness",
    from: "            periodSeconds: 30\n            failureThreshold: 3\n",
    to: "            periodSeconds: 30\n            failureThreshold: 3\n            successThreshold: 2\n",
    rule: "success-threshold",
  },
  {
    what: "a privileged container",
    from: "            allowPrivilegeEscalation: false\n",
    to: "            privileged: true\n",
    rule: "privileged-container",
  },
  { what: "root", from: "        runAsUser: 10001\n", to: "        runAsUser: 0\n", rule: "root-user" },
  // YAML.
  { what: "a tab", from: "    spec:\n      securityContext:", to: "    spec:\n\t  securityContext:", rule: "syntax" },
  {
    what: "a line too far to the right",
    from: "  minReplicas: 3\n",
    to: "   minReplicas: 3\n",
    rule: "syntax",
    unfixed: "what it belongs to",
  },
  {
    what: "a line too far to the left",
    from: "                path: /ready".slice(2),
    to: "            path: /ready",
    rule: "syntax",
    unfixed: "what it belongs to",
  },
  { what: "no blank behind a colon", from: "  minReplicas: 3\n", to: "  minReplicas:3\n", rule: "syntax" },
  { what: "no colon", from: "  minReplicas: 3\n", to: "  minReplicas 3\n", rule: "syntax", unfixed: "whether it is a key" },
  { what: "a quote that is not closed", from: "  LOG_LEVEL: info\n", to: '  LOG_LEVEL: "info\n', rule: "syntax", unfixed: "where it ends" },
  { what: "a bracket that is not closed", from: "drop: [ALL]", to: "drop: [ALL", rule: "syntax", unfixed: "where it ends" },
  { what: "no `---`", from: "---\napiVersion: policy/v1", to: "apiVersion: policy/v1", rule: "missing-separator" },
  { what: "no dash", from: "        - name: shop\n          image", to: "          name: shop\n          image", rule: "wrong-type" },
  {
    what: "a key below its neighbour",
    from: "          resources:\n            requests:\n              cpu: 250m\n              memory: 256Mi\n            limits:\n",
    to: "          resources:\n            requests:\n              cpu: 250m\n              memory: 256Mi\n              limits:\n  ",
    rule: "unknown-field",
    unfixed: "where it belongs",
  },
];

const inOthers: readonly Slip[] = [
  { what: "a schedule with four fields", from: '"30 4 * * *"', to: '"30 4 * *"', rule: "invalid-cron-schedule", unfixed: "which time" },
  { what: "a schedule out of range", from: '"30 4 * * *"', to: '"30 24 * * *"', rule: "invalid-cron-schedule", unfixed: "which time" },
  { what: "a time zone that there is not", from: "Europe/Berlin", to: "Europe/Berln", rule: "invalid-cron-schedule" },
  { what: "a schedule without quotes", from: '"30 4 * * *"', to: "* * * * *", rule: "syntax", unfixed: "which time" },
  {
    what: "a Job that is restarted for ever",
    from: "          restartPolicy: OnFailure\n",
    to: "          restartPolicy: Always\n",
    rule: "job-restart-policy",
  },
  { what: "a Job without a restart policy", from: "          restartPolicy: OnFailure\n", to: "", rule: "job-restart-policy" },
  {
    what: "a misspelt restart policy",
    from: "          restartPolicy: OnFailure\n",
    to: "          restartPolicy: OnFailur\n",
    rule: "invalid-value",
  },
  {
    what: "a misspelt concurrency policy",
    from: "  concurrencyPolicy: Forbid\n",
    to: "  concurrencyPolicy: Forbidden\n",
    rule: "invalid-value",
  },
  { what: "a misspelt `jobTemplate`", from: "  jobTemplate:\n", to: "  jobTemplates:\n", rule: "unknown-field" },
  {
    what: "a command that is not a list",
    from: "              command: [report, --daily]\n",
    to: "              command: report --daily\n",
    rule: "wrong-type",
    unfixed: "whether a shell is to read it",
  },
  {
    what: "a variable twice",
    from: "                - name: REGION\n                  value: eu-central-1\n",
    to: "                - name: REGION\n                  value: eu-central-1\n                - name: REGION\n                  value: eu-west-1\n",
    rule: "duplicate-env",
  },
  {
    what: "a number as a variable",
    from: "                  value: eu-central-1\n",
    to: "                  value: 8080\n",
    rule: "unquoted-value",
  },
  {
    what: "a variable that is a map",
    from: "              env:\n                - name: REGION\n                  value: eu-central-1\n",
    to: "              env:\n                - REGION: eu-central-1\n",
    rule: "unknown-field",
  },
  {
    what: "a password",
    from: "                - name: REGION\n                  value: eu-central-1\n",
    to: "                - name: DB_PASSWORD\n                  value: rT7kpQ93xLmZ\n",
    rule: "secret-in-env",
  },
  { what: "no active Service", from: "      activeService: portal\n", to: "", rule: "missing-field" },
  {
    what: "a misspelt active Service",
    from: "      activeService: portal\n",
    to: "      activeService: portl\n",
    rule: "rollout-services",
  },
  {
    what: "the same Service twice",
    from: "      previewService: portal-preview\n",
    to: "      previewService: portal\n",
    rule: "rollout-services",
  },
  { what: "a misspelt strategy", from: "    blueGreen:\n", to: "    bluegreen:\n", rule: "unknown-field" },
  {
    what: "a misspelt label of a Rollout",
    from: "    metadata:\n      labels:\n        app: portal\n",
    to: "    metadata:\n      labels:\n        app: portla\n",
    rule: "selector-template-mismatch",
  },
  {
    what: "a misspelt Service of a route",
    from: "        - name: portal\n          port: 80",
    to: "        - name: protal\n          port: 80",
    rule: "broken-gateway-route",
  },
  {
    what: "another port of a route",
    from: "        - name: portal\n          port: 80",
    to: "        - name: portal\n          port: 8080",
    rule: "broken-gateway-route",
  },
  {
    what: "a misspelt volume",
    from: "            - name: data\n              mountPath",
    to: "            - name: dat\n              mountPath",
    rule: "broken-volume-mount",
  },
  { what: "a misspelt headless Service", from: "  serviceName: database\n", to: "  serviceName: databse\n", rule: "statefulset-service" },
  {
    what: "no headless Service",
    from: "  clusterIP: None\n",
    to: "",
    rule: "statefulset-service",
    unfixed: "whether clients use its address",
  },
  { what: "a misspelt `volumeClaimTemplates`", from: "  volumeClaimTemplates:", to: "  volumeClaimTemplate:", rule: "unknown-field" },
  { what: "a misspelt access mode", from: "          - ReadWriteOnce\n", to: "          - ReadWriteone\n", rule: "invalid-value" },
  { what: "storage without a unit's end", from: "            storage: 20Gi", to: "            storage: 20GB", rule: "invalid-value" },
  {
    what: "a command in one piece",
    from: "              command: [pg_isready, -U, postgres]\n            periodSeconds: 5\n            timeoutSeconds: 5\n            failureThreshold: 3",
    to: "              command: [pg_isready -U postgres]\n            periodSeconds: 5\n            timeoutSeconds: 5\n            failureThreshold: 3",
    rule: "exec-without-shell",
  },
  {
    what: "a misspelt account",
    from: "      serviceAccountName: database\n",
    to: "      serviceAccountName: databse\n",
    rule: "unknown-service-account",
  },
];

describe.each([
  ["the shop", shop, inShop],
  ["the others", others, inOthers],
] as const)("%s", (_, text, slips) => {
  it("has no finding", () => expect(findings(text)).toEqual([]));

  it.each(slips)("with $what", ({ from, to, rule, on, unfixed }) => {
    expect(text).toContain(from);
    const broken = text.replace(from, () => to);
    const found = findings(broken);
    expect(found.map((one) => one.rule)).toEqual([`kubernetes/${rule}`]);
    const [finding] = found;
    if (on !== undefined) expect(broken.slice(finding?.span.start, finding?.span.end)).toBe(on);
    if (unfixed !== undefined) return;
    const [change] = finding?.fixes?.[0]?.changes ?? [];
    if (change?.kind !== "edit") throw new Error("no fix");
    expect(findings(applyEdits(broken, change.edits)).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
  });
});
