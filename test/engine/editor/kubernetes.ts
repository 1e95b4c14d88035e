/** An application of several files, as tests of the editor ask about it. */
export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 4
  selector:
    matchLabels:
      app: web
  strategy:
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 25%
  template:
    metadata:
      labels:
        app: web
        tier: front
    spec:
      serviceAccountName: web
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app: web
      volumes:
        - name: config
          configMap:
            name: settings
            items:
              - key: app.properties
                path: app.properties
      containers:
        - name: web
          image: ghcr.io/example/web:1.4.2
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: LEVEL
              valueFrom:
                configMapKeyRef:
                  name: settings
                  key: level
          volumeMounts:
            - name: config
              mountPath: /etc/web
          startupProbe:
            httpGet: { path: /livez, port: http }
            periodSeconds: 5
            failureThreshold: 30
          livenessProbe:
            httpGet: { path: /livez, port: http }
            initialDelaySeconds: 10
            periodSeconds: 30
            timeoutSeconds: 3
          readinessProbe:
            httpGet: { path: /readyz, port: http }
            periodSeconds: 10
            failureThreshold: 2
          lifecycle:
            preStop:
              sleep:
                seconds: 10
          resources:
            requests: { cpu: 250m, memory: 128Mi }
            limits: { memory: 256Mi }
`;

export const service = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - name: web-http
      port: 80
      targetPort: http
`;

export const others = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  maxUnavailable: 1
  selector:
    matchLabels: { app: web }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector:
    matchLabels:
      "app": 'web'
  ingress:
    - ports:
        - port: http
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web
                port:
                  name: web-http
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  level: info
  app.properties: |
    a=b
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
`;

/** Another workload, which has nothing to do with the first. */
export const api = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
        tier: front
    spec:
      containers:
        - name: web
          image: ghcr.io/example/api:2.0.0
          ports:
            - name: http
              containerPort: 8080
          livenessProbe:
            tcpSocket: { port: http }
---
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
    app: api
  ports:
    - port: 80
      targetPort: http
`;

export const application = { "k8s/service.yaml": service, "k8s/others.yaml": others, "k8s/api.yaml": api };

/** A text with the cursor (`|>`) behind the first `found` after the first `after`. */
export function at(text: string, found: string, after = ""): string {
  const start = text.indexOf(found, text.indexOf(after));
  if (start < 0) throw new Error(`no ${found} behind ${after}`);
  return `${text.slice(0, start + 1)}|>${text.slice(start + 1)}`;
}
