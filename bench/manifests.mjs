// Kubernetes manifests as people write them, of any length: an application is eight documents of some two hundred lines.

/** A file of so many applications, each a Deployment with what belongs to it. @param {number} applications */
export function manifestOf(applications) {
  return Array.from({ length: applications }, (_, number) => applicationOf(number)).join("---\n");
}

/** @param {number} number */
function applicationOf(number) {
  const name = `shop-${number}`;
  const labels = (/** @type {string} */ indent) => `${indent}app.kubernetes.io/name: ${name}\n${indent}app.kubernetes.io/part-of: shop\n`;
  const head = (/** @type {string} */ version, /** @type {string} */ kind, own = name) =>
    `apiVersion: ${version}\nkind: ${kind}\nmetadata:\n  name: ${own}\n  namespace: shop\n  labels:\n${labels("    ")}`;
  const probe = (
    /** @type {string} */ kind,
    /** @type {string} */ path,
    /** @type {number} */ period,
    /** @type {string} */ port,
  ) => `          ${kind}:
            httpGet:
              path: ${path}
              port: ${port}
            periodSeconds: ${period}
            timeoutSeconds: 2
            failureThreshold: 3
`;
  const container = (/** @type {string} */ own, /** @type {string} */ port, /** @type {number} */ portNumber) => `        - name: ${own}
          image: registry.example.com/shop/${own}:1.${number}.0
          imagePullPolicy: IfNotPresent
          ports:
            - name: ${port}
              containerPort: ${portNumber}
          envFrom:
            - configMapRef:
                name: ${name}
          env:
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
            - name: LOG_LEVEL
              value: "info"
${probe("startupProbe", "/health/start", 5, port)}${probe("livenessProbe", "/health/live", 10, port)}${probe("readinessProbe", "/health/ready", 5, port)}          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
          volumeMounts:
            - name: temporary
              mountPath: /tmp
`;
  return `${head("apps/v1", "Deployment")}spec:
  replicas: 3
  revisionHistoryLimit: 5
  minReadySeconds: 5
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  template:
    metadata:
      labels:
${labels("        ")}    spec:
      serviceAccountName: ${name}
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 30
      # The nodes of one zone may go down together.
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app.kubernetes.io/name: ${name}
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile:
          type: RuntimeDefault
      containers:
${container("web", "http", 8080)}${number % 2 === 0 ? container("proxy", "proxy", 9090) : ""}      volumes:
        - name: temporary
          emptyDir:
            sizeLimit: 64Mi
---
${head("v1", "Service")}spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
---
${head("v1", "ConfigMap")}data:
  DATABASE_HOST: postgres
  DATABASE_PORT: "5432"
  settings.yaml: |
    shop:
      currency: EUR
      pages: 20
---
${head("v1", "ServiceAccount")}automountServiceAccountToken: false
---
${head("autoscaling/v2", "HorizontalPodAutoscaler")}spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: ${name}
  minReplicas: 3
  maxReplicas: 12
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 70
---
${head("policy/v1", "PodDisruptionBudget")}spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
---
${head("networking.k8s.io/v1", "Ingress")}spec:
  ingressClassName: nginx
  tls:
    - hosts: [${name}.example.com]
      secretName: ${name}-tls
  rules:
    - host: ${name}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${name}
                port:
                  name: http
---
${head("networking.k8s.io/v1", "NetworkPolicy")}spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector: {}
`;
}
