import * as z from "zod/mini";
import { allOf, type Edits, fixesOf, flow, insertAt, setValue } from "../../cluster/edit.ts";
import { orders } from "../../cluster/key-order.ts";
import { isMetricsPort, protocolOf } from "../../cluster/new-probes.ts";
import { isInjected } from "../../cluster/probes.ts";
import { servicesOf } from "../../cluster/selection.ts";
import { isService, lacksGrace, servedPorts } from "../../cluster/served.ts";
import { defaultGraceSeconds, leavesNoDrain } from "../../cluster/termination.ts";
import { severityOfMissingIn } from "../../cluster/unit.ts";
import { isAtLeast } from "../../knowledge/kubernetes-apis.ts";
import type { Container, ManifestObject } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";
import { compileGlob } from "../../text/glob.ts";

const files = {
  "service.yaml":
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n",
};
const deployment = (more: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example.com/web:1.4.2\n          ports:\n            - name: http\n              containerPort: 8080\n${more}`;

/** How long it takes until nobody sends requests any more: Services within the cluster, load balancers. */
const seconds = 10;

export default defineRule({
  id: "kubernetes/missing-pre-stop",
  language: "kubernetes",
  category: "reliability",
  severity: "info",
  preset: "recommended",
  summary: "A container that serves HTTP or gRPC gets its stop signal while requests still come in.",
  why: `
When a pod ends, two things begin at the same time: its address is taken out of the Service, and the container gets its stop signal. Until every node and load balancer knows, requests still come in, and an application that closes its port at the signal refuses them: some requests fail at every rollout.

A \`preStop\` hook that waits some seconds lets the traffic leave first. The \`sleep\` action (Kubernetes 1.30 and later) needs no program in the image. Applications that go on serving for a while after the signal do not need it: name their images in \`images\`.`,
  examples: [
    {
      title: "The traffic leaves first",
      path: "deployment.yaml",
      bad: deployment(""),
      good: deployment("          lifecycle:\n            preStop:\n              sleep:\n                seconds: 10\n"),
      files,
    },
  ],
  links: [
    "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",
    "https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/",
  ],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["S1", "H3"],
  options: z.object({
    images: z
      ._default(z.array(z.string()), [])
      .check(z.describe("Images that go on serving after the stop signal, without their tags; `*` stands for anything.")),
  }),
  judges: "part",
  check(file, { options, workspace, kubernetesVersion, report }) {
    for (const object of file.objects) {
      const { workload } = object;
      if (!workload || !isService(workload)) continue;
      for (const container of workload.pod.containers) {
        if (container.lifecycle.has("preStop") !== false || isInjected(container) || drains(container, options.images)) continue;
        // What also speaks something else, such as a broker with a page for people, ends in its own way.
        const ports = servedPorts(container, workspace);
        const isWeb = ports.length > 0 && ports.every(({ name, number }) => protocolOf(name, number) !== "tcp");
        // Who collects numbers comes again.
        const isMeasured =
          ports.every(({ port }) => port !== undefined && isMetricsPort(port)) || isNamedAfterMetrics(servicesOf(workload, workspace));
        if (!isWeb || isMeasured || lacksGrace(workload.pod, workspace)) continue;
        const severity = severityOfMissingIn(container, ["lifecycle", "preStop"], "info", workspace);
        if (!severity) continue;
        report({
          span: container.nameSpan,
          message: `${container.called("first")} gets its stop signal while requests still come in, so some fail at every rollout. Let a \`preStop\` hook wait until the traffic has left.`,
          severity,
          fixes: fixesOf(
            `Wait ${seconds} s before the stop signal`,
            "unsafe",
            object,
            hook(container, isAtLeast(kubernetesVersion, "1.30")),
          ),
        });
      }
    }
  },
});

function isNamedAfterMetrics(services: readonly ManifestObject[]): boolean {
  return services.length > 0 && services.every(({ name }) => /(?:^|-)metrics(?:-|$)/.test(name.value ?? ""));
}

function hook(container: Container, hasSleep: boolean): Edits {
  const { pod } = container;
  const wait = hasSleep ? { sleep: { seconds } } : { exec: { command: flow("sleep", String(seconds)) } };
  const edits = insertAt(pod.workload.object, container.mapping, ["lifecycle", "preStop"], wait, orders.container);
  const grace = pod.terminationGracePeriodSeconds;
  const graceSeconds = grace.or(defaultGraceSeconds);
  if (graceSeconds === undefined || !leavesNoDrain(seconds, graceSeconds)) return edits;
  return allOf(edits, setValue(pod.workload.object, grace, seconds + 30));
}

function drains({ image }: Container, images: readonly string[]): boolean {
  const name = image.value?.replace(/@.*$/, "").replace(/:[^/]*$/, "");
  return name !== undefined && images.some((pattern) => compileGlob(pattern.replaceAll("*", "**"))(name));
}
