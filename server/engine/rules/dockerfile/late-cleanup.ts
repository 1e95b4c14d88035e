import { below, folderOf, type ImageFolder, within } from "../../image/folders.ts";
import { type Invocation, type InvocationWord, invocationsOf } from "../../image/invocation.ts";
import { type Added, broughtBy, copiedBy, Layers } from "../../image/layers.ts";
import { mergeRuns } from "../../image/merge-runs.ts";
import { isDevelopment, shipped } from "../../image/production.ts";
import { packageChange } from "../../image/tools.ts";
import type { RunInstruction, Stage } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/late-cleanup",
  language: "dockerfile",
  category: "performance",
  severity: "warning",
  preset: "recommended",
  summary: "A RUN deletes what an earlier layer has brought, and the image stays as large.",
  why: `Layers only add up. A file that one instruction brings and a later one deletes is hidden, but still downloaded with the image, and everybody can take it out of its layer.

Delete it in the RUN that brings it: download, unpack and delete joined by \`&&\`. A file of the build context need not be copied to be used once: \`RUN --mount=type=bind,source=app.tar.gz,target=/tmp/app.tar.gz …\`.
Packages that only a step needs are installed and removed in that step, or used in a stage of their own.

Reported are copied files and folders, downloads, cloned repositories and packages, by their full path or name, in stages that are shipped; a script of a few lines weighs less.`,
  examples: [
    {
      title: "An archive",
      bad: "FROM debian:13-slim\nRUN wget -q https://example.com/app-1.2.tar.gz -O /tmp/app.tar.gz\nRUN tar -xzf /tmp/app.tar.gz -C /opt\nRUN rm /tmp/app.tar.gz\n",
      good: "FROM debian:13-slim\nRUN wget -q https://example.com/app-1.2.tar.gz -O /tmp/app.tar.gz \\\n    && tar -xzf /tmp/app.tar.gz -C /opt \\\n    && rm /tmp/app.tar.gz\n",
    },
    {
      title: "A copied file that is used once",
      bad: "FROM debian:13-slim\nCOPY setup.sh /tmp/\nRUN sh /tmp/setup.sh && rm /tmp/setup.sh\n",
      good: "FROM debian:13-slim\nRUN --mount=type=bind,source=setup.sh,target=/tmp/setup.sh sh /tmp/setup.sh\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/", "https://docs.docker.com/build/building/multi-stage/"],
  since: "0.7.0",
  fix: "safe",
  patterns: ["D10"],
  judges: "part",
  check(file, { workspace, report }) {
    const inImage = shipped(file, workspace);
    for (const stage of file.stages) {
      if (!inImage.has(stage) || !mayDelete(stage)) continue;
      const added = new Layers();
      for (const link of stage.chain) {
        for (const one of link.instructions) {
          if (one.keyword === "COPY" || one.keyword === "ADD") added.add(copiedBy(one, link));
          if (one.keyword !== "RUN") continue;
          const calls = invocationsOf(one.command);
          if (link === stage) {
            for (const { word, found } of deletedBy(one, calls, stage, added)) {
              const { instruction, what } = found;
              const edits = instruction.keyword === "RUN" ? mergeRuns(between(stage, instruction, one), file.source) : undefined;
              report({
                span: word.span,
                message: `\`${word.text}\` was ${what} in an earlier layer and stays in the image, hidden. ${adviceFor(found)}`,
                related: [{ path: file.source.path, span: found.span, message: "The layer that holds it." }],
                ...(edits && {
                  fixes: [
                    {
                      title: "Do it all in one RUN",
                      safety: "safe" as const,
                      changes: [{ kind: "edit" as const, path: file.source.path, edits }],
                    },
                  ],
                }),
                // A script takes no room to speak of.
                ...(what === "copied" &&
                  /\.(?:sh|bash|py|js|pl|rb|txt|md|json|ya?ml|toml|ini|cfg|conf|sql|patch)$/.test(found.path ?? "") && {
                    severity: "info" as const,
                  }),
                ...(isDevelopment(stage) && { severity: "hint" as const }),
              });
            }
          }
          added.add(broughtBy(one, calls, link));
        }
      }
    }
  },
});

function adviceFor({ what, instruction }: Added): string {
  if (what === "downloaded" && instruction.keyword !== "RUN")
    return "Let a stage of its own fetch it, and mount it from there with `RUN --mount=type=bind`.";
  if (what === "copied") return "Mount it with `RUN --mount=type=bind` instead of copying it.";
  return what === "installed" ? "Install and remove it in one RUN." : "Delete it in the RUN that brings it.";
}

/** Most stages delete nothing. */
function mayDelete({ instructions }: Stage): boolean {
  const deletes = /\b(?:rm|unlink|remove|purge|del|erase)\b/;
  return instructions.some(
    (one) => one.keyword === "RUN" && (deletes.test(one.rest.text) || one.heredocs.some(({ body }) => deletes.test(body.text))),
  );
}

/** The words of a RUN that delete something which an earlier layer holds. */
function deletedBy(
  run: RunInstruction,
  calls: readonly Invocation[],
  stage: Stage,
  added: Layers,
): readonly { readonly word: InvocationWord; readonly found: Added }[] {
  return calls.flatMap((call, index) => {
    const { name, args, command } = call;
    if (!command || command.inSubstitution) return [];
    if (name === "rm" || name === "unlink") {
      const folder = folderOf(call, run, calls.slice(0, index), stage);
      return args.flatMap((word) => {
        const text = word.value ?? (/^[^$`*?[{~]*\/\*$/.test(word.text) ? word.text.slice(0, -1) : undefined);
        if (text === undefined || text.startsWith("-")) return [];
        const path = within(folder, text);
        if (!path.startsWith("/") || path === "/" || isOnMount(run, path)) return [];
        const found = added.byPath.get(path);
        return found ? [{ word, found }] : [];
      });
    }
    const change = packageChange(command);
    if (!change || change.isInstall || change.hasUnknown) return [];
    return change.packagesAt.flatMap((at) => {
      const word = args[at];
      const found = word && added.byPackage.get(word.text);
      return found ? [{ word, found }] : [];
    });
  });
}

function isOnMount({ mounts }: RunInstruction, path: ImageFolder): boolean {
  return mounts.some((mount) => {
    const target = mount.get("target")?.value;
    return target === undefined || below(within("/", target), path) !== undefined || below(path, within("/", target)) !== undefined;
  });
}

/** The RUNs of a stage from one to another; empty where anything else stands between. */
function between({ instructions }: Stage, first: RunInstruction, last: RunInstruction): readonly RunInstruction[] {
  const start = instructions.indexOf(first);
  const found = start < 0 ? [] : instructions.slice(start, instructions.indexOf(last) + 1);
  const runs = found.filter((one): one is RunInstruction => one.keyword === "RUN");
  return runs.length === found.length ? runs : [];
}
