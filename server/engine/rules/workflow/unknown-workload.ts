import type { ShellCommand, ShellWord } from "../../languages/shell/model.ts";
import { startsCluster } from "../../pipeline/deploy.ts";
import { fixesOf, replaceInScript } from "../../pipeline/edit.ts";
import { didYouMean } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import type { Span } from "../../text/span.ts";
import { type Workload, workloads } from "../../workspace/workloads.ts";

export default defineRule({
  id: "workflow/unknown-workload",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A command names a workload or container that the repository's manifests do not have.",
  why: `
\`kubectl set image\` and \`kubectl rollout status\` fail for a name that the cluster does not know: the deployment stops half way.

Only where a name of the repository's plain manifests is near: what has another name may live elsewhere. Silent where charts, name prefixes or templates make the names.`,
  examples: [
    {
      title: "A misspelt deployment",
      bad: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: kubectl rollout status deployment/wep-server --timeout=120s\n",
      good: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: kubectl rollout status deployment/web-server --timeout=120s\n",
      files: { "k8s/web.yaml": "kind: Deployment\nmetadata:\n  name: web-server\n" },
    },
  ],
  links: ["https://kubernetes.io/docs/reference/kubectl/generated/kubectl_set/kubectl_set_image/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const job of file.jobs) {
      const names = job.steps.flatMap((step) =>
        (step.script?.commands ?? []).flatMap((command) => referencesIn(command).map((reference) => ({ step, reference }))),
      );
      if (names.length === 0 || startsCluster(job, workspace)) continue;
      const known = workspace.derive(workloads);
      if (!known || known.length === 0) return;
      for (const { step, reference } of names) {
        const { script } = step;
        const wrong = wrongIn(reference, known);
        if (!wrong || !script) continue;
        report({
          span: script.source.spanToSource(wrong.span),
          message: `The repository's manifests have no ${wrong.what} \`${wrong.name}\`, so the command fails.${didYouMean(wrong.meant)}`,
          fixes: fixesOf(`Write \`${wrong.meant}\``, "unsafe", file, replaceInScript(step, wrong.span, wrong.meant)),
        });
      }
    }
  },
});

interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly span: Span;
  readonly containers: readonly { readonly name: string; readonly span: Span }[];
}

const kindNames: Readonly<Record<string, string>> = {
  deployment: "deployment",
  deployments: "deployment",
  deploy: "deployment",
  "deployment.apps": "deployment",
  statefulset: "statefulset",
  statefulsets: "statefulset",
  sts: "statefulset",
  daemonset: "daemonset",
  daemonsets: "daemonset",
  ds: "daemonset",
};

function referencesIn({ name, args }: ShellCommand): readonly Reference[] {
  if (name !== "kubectl" && name !== "oc") return [];
  const at = args.findIndex(
    ({ text }, index) =>
      (text === "rollout" && /^(?:status|restart|undo)$/.test(args[index + 1]?.text ?? "")) ||
      (text === "set" && args[index + 1]?.text === "image"),
  );
  if (at < 0) return [];
  const words = args.slice(at + 2).filter(({ text }) => !text.startsWith("-"));
  const [first, second] = words;
  if (!first) return [];
  const slash = first.raw.indexOf("/");
  const found = slash > 0 ? part(first, slash + 1, first.raw.length) : second && part(second, 0, second.raw.length);
  const kind = kindNames[(slash > 0 ? first.text.slice(0, slash) : first.text).toLowerCase()];
  if (!found || kind === undefined || first.value === undefined) return [];
  const images = args[at]?.text === "set" ? words.slice(slash > 0 ? 1 : 2) : [];
  const containers = images.flatMap((word) => {
    const start = /^["']/.test(word.raw) ? 1 : 0;
    const end = word.raw.indexOf("=");
    const name = word.raw.slice(start, end);
    return end > start && /^[a-z\d][a-z\d-]*$/.test(name)
      ? [{ name, span: { start: word.span.start + start, end: word.span.start + end } }]
      : [];
  });
  return [{ kind, ...found, containers }];
}

function part({ raw, value, span }: ShellWord, start: number, end: number): { readonly name: string; readonly span: Span } | undefined {
  const name = raw.slice(start, end);
  return value !== undefined && /^[a-z\d][a-z\d.-]*$/.test(name)
    ? { name, span: { start: span.start + start, end: span.start + end } }
    : undefined;
}

function wrongIn({ kind, name, span, containers }: Reference, known: readonly Workload[]) {
  const named = known.filter((one) => one.kind === kind);
  const same = named.filter((one) => one.name === name);
  if (same.length === 0) {
    const meant = nearest(
      name,
      named.map((one) => one.name),
    );
    // Stages and colours of one workload differ by a few letters, too.
    return meant === undefined || /(?:blue|green|canary|stag|prod|dev|test|\d)/.test(name) ? undefined : { what: kind, name, span, meant };
  }
  const all = same.flatMap((one) => one.containers ?? []);
  if (same.some((one) => !one.containers)) return undefined;
  for (const container of containers) {
    if (all.includes(container.name)) continue;
    const meant = all.length === 1 ? all[0] : nearest(container.name, all);
    if (meant !== undefined) return { what: "container", name: container.name, span: container.span, meant };
  }
  return undefined;
}
