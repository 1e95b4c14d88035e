import { fixesOf, placeholder, renameKey, replaceScalar, setValue } from "../../cluster/edit.ts";
import { type AskedDependency, dependencyAskedBy, rivalOf } from "../../cluster/liveness.ts";
import { probesOf } from "../../cluster/probes.ts";
import type { ManifestObject, Probe } from "../../languages/kubernetes/model.ts";
import { defineRule, type Fix } from "../../rule.ts";

const pod = (kind: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      ${kind}:\n        httpGet:\n          path: /ready\n          port: 8080\n`;

export default defineRule({
  id: "kubernetes/liveness-on-dependency",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A liveness probe that asks more than the container itself.",
  why: `
A restart helps against a hang of the container, not against a database that is away. Where liveness asks for readiness or for dependencies, their outage restarts every pod, again and again, and the application comes back later than they do.

Let liveness ask an endpoint that looks at nothing else, and leave dependencies to readiness. The rule goes by the words of the path (\`ready\`, \`deep\`, \`deps\`, \`db\`, \`full\`, \`all\`) and by clients that ask another host; a database that asks itself is fine.`,
  examples: [{ title: "Readiness asks for what it needs", bad: pod("livenessProbe"), good: pod("readinessProbe") }],
  links: ["https://kubernetes.io/docs/concepts/workloads/pods/probes/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["H3"],
  uncovers: ["kubernetes/identical-probes", "kubernetes/impatient-liveness-probe", "kubernetes/missing-liveness-probe"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const probe of probesOf(object)) {
        const asked = probe.kind === "liveness" ? dependencyAskedBy(probe) : undefined;
        // The same as readiness at the same time is told of by `kubernetes/identical-probes`.
        if (!asked || rivalOf(probe)?.isSure) continue;
        report({
          span: asked.span ?? probe.entry.keySpan,
          message:
            asked.kind === "path"
              ? `By its name, \`${asked.text}\` also asks what the application depends on: when that is away, liveness restarts every pod, which does not help. Ask an endpoint that looks at the process alone.`
              : `Liveness asks \`${asked.text}\`: when that is away, every pod is restarted, which does not help. Ask the container itself, and leave dependencies to readiness.`,
          fixes: fixesFor(object, probe, asked),
        });
      }
    }
  },
});

function fixesFor(object: ManifestObject, probe: Probe, { kind }: AskedDependency): readonly Fix[] {
  const { container, handler } = probe;
  const readiness = container.hasProbe("readiness");
  if (readiness === false && probe.terminationGracePeriodSeconds.entry === undefined)
    return fixesOf("Make it the readiness probe", "unsafe", object, renameKey(object, probe.entry, "readinessProbe"));
  if (kind !== "path" || !handler) return [];
  // What start-up asks is mostly the process alone.
  const startup = container.probe("startup")?.handler;
  const path = startup?.kind === "httpGet" && startup.portNumber === handler.portNumber ? startup.path.value : undefined;
  if (path !== undefined && /^\/(?!.*ready)/i.test(path) && path !== handler.path.value)
    return fixesOf(`Ask \`${path}\`, as the startup probe does`, "unsafe", object, replaceScalar(object, handler.path, path));
  return fixesOf("Ask another path", "unsafe", object, handler.path.entry && setValue(object, handler.path, placeholder("/livez")));
}
