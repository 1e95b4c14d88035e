// One slip is one finding: an application that is fine, each time with one slip in it, gives under `recommended` exactly the finding that is meant, and
// its best fix leaves none.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applyEdits, check, defaultConfiguration, memoryWorkspace, rules, SourceText } from "../server/engine/index.ts";

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
  return check(new SourceText(path, text), "kubernetes", { workspace, configuration, today: "2026-11-23", rules });
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
