import type { ShellCommand, ShellWord } from "../../languages/shell/model.ts";
import { fixesOf, replaceInScript } from "../../pipeline/edit.ts";
import { folderIn, isCertainlyMissing, pathFrom } from "../../pipeline/image-builds.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import { resolvePath } from "../../workspace/paths.ts";

export default defineRule({
  id: "workflow/missing-manifest",
  language: "workflow",
  category: "syntax",
  severity: "warning",
  preset: "recommended",
  summary: "A command names a manifest that the repository does not have.",
  why: `
\`kubectl\` ends with "the path does not exist", after everything before it has been done.

Silent where a step before may write or bring the file, where Git ignores it, and in folders that are not the repository's.`,
  examples: [
    {
      title: "A misspelt file",
      bad: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v7\n      - run: kubectl apply -f k8s/wep.yaml\n",
      good: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v7\n      - run: kubectl apply -f k8s/web.yaml\n",
      files: { "k8s/web.yaml": "kind: Deployment\nmetadata:\n  name: web\n" },
    },
  ],
  links: ["https://kubernetes.io/docs/reference/kubectl/generated/kubectl_apply/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  uncovers: ["workflow/unawaited-rollout"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const step of file.jobs.flatMap(({ steps }) => steps)) {
      const { script } = step;
      if (!script?.commands.some(({ name }) => name === "kubectl" || name === "oc")) continue;
      const folder = folderIn(step);
      if (folder === undefined || script.commands.some(({ name }) => name === "cd" || name === "pushd")) continue;
      for (const word of script.commands.flatMap(manifestsOf)) {
        const path = resolvePath(folder, word.text);
        if (path === undefined || path === "" || !isCertainlyMissing(path, step, workspace)) continue;
        const meant = nearest(
          path,
          (workspace.files() ?? []).filter((one) => /\.(?:ya?ml|json)$/.test(one)),
        );
        const text = meant === undefined ? undefined : pathFrom(folder, meant, word.text);
        report({
          span: script.source.spanToSource(word.span),
          message: `There is no \`${path}\` in this repository, so the command fails.${text === undefined ? "" : ` Write \`${text}\`.`}`,
          fixes:
            text === undefined || word.raw !== word.text
              ? []
              : fixesOf(`Write \`${text}\``, "unsafe", file, replaceInScript(step, word.span, text)),
        });
      }
    }
  },
});

/** The files and folders that a command reads manifests from, as far as they are written out. */
function manifestsOf({ name, args }: ShellCommand): readonly ShellWord[] {
  if (name !== "kubectl" && name !== "oc") return [];
  const verb = args.find(({ text }) => /^(?:apply|create|replace|delete|diff|rollout)$/.test(text));
  if (!verb || args.some(({ text }) => text === "exec" || text === "logs" || text === "--")) return [];
  return args.flatMap((word, index): readonly ShellWord[] => {
    const joined = /^(?:--filename=|--kustomize=|-f=)/.exec(word.raw)?.[0];
    if (joined !== undefined)
      return paths({
        ...word,
        raw: word.raw.slice(joined.length),
        text: word.text.slice(joined.length),
        value: word.value?.slice(joined.length),
        span: { start: word.span.start + joined.length, end: word.span.end },
      });
    const next = args[index + 1];
    return /^(?:-f|--filename|-k|--kustomize)$/.test(word.text) && next ? paths(next) : [];
  });
}

function paths(word: ShellWord): readonly ShellWord[] {
  return word.value === undefined || word.value === "-" || /^(?:https?:|git@|github\.com)|[,?]/.test(word.value) ? [] : [word];
}
