import type { Step, Text } from "../../languages/workflow/model.ts";
import { deployJobOf } from "../../pipeline/deploy.ts";
import { fixesOf } from "../../pipeline/edit.ts";
import { type ImageReference, imagePushes, imageReferences } from "../../pipeline/images.ts";
import type { ImageTag } from "../../pipeline/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "workflow/mutable-deploy-image",
  language: "workflow",
  category: "reproducibility",
  severity: "error",
  preset: "recommended",
  summary: "A deployment takes an image by a name whose content changes.",
  why: `
\`latest\`, no tag at all, or a branch's name is another image with every push. A machine that starts later runs another one than its neighbours, a rollout to the same name changes nothing and so does not happen, and a rollback brings back the same. Deploy the tag or digest that the build made: \`\${{ github.sha }}\`, an output of the build job.

Silent where the tag comes from an input or output, and for images of others that are named by their version.`,
  examples: [
    {
      title: "`latest` in the cluster",
      bad: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: docker buildx build --push -t ghcr.io/acme/web:${{ github.sha }} .\n      - run: kubectl set image deployment/web web=ghcr.io/acme/web:latest\n",
      good: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: docker buildx build --push -t ghcr.io/acme/web:${{ github.sha }} .\n      - run: kubectl set image deployment/web web=ghcr.io/acme/web:${{ github.sha }}\n",
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/containers/images/#image-names"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  check(file, { report, workspace }) {
    const seen = new Set<number>();
    for (const job of file.jobs) {
      const deploy = deployJobOf(job, workspace);
      if (!deploy) continue;
      const pushes = imagePushes(file).filter((push) => push.pushes !== false);
      for (const reference of job.steps.flatMap((step) => imageReferences(step))) {
        const place = placeOf(reference);
        if (!isMutable(reference, place.text) || isBuiltThere(reference) || seen.has(place.span.start)) continue;
        seen.add(place.span.start);
        const what =
          reference.kind === "moving" ? "moves on with every push" : place.tag === "" ? "has no tag, and so is `latest`" : "is `latest`";
        report({
          span: place.span,
          message: `The image that is deployed ${what}: what runs depends on when a machine fetches it, and a rollback finds the same. Deploy the tag that this commit's build pushes.`,
          fixes: pushes.length > 0 ? fixesFor(reference.step, place, tagsOf(pushes.flatMap(({ tags }) => tags))) : [],
          ...((deploy.tier === "development" || deploy.tier === "preview") && { severity: "warning" }),
        });
      }
    }
  },
});

/** Where an image is written: in the command or input itself, or in the variable that it reads. */
interface Place {
  readonly text: string;
  readonly span: Span;
  /** Of the tag, where one is written out; "" for an image without. */
  readonly tag: string | undefined;
  readonly tagSpan: Span | undefined;
  readonly isRepeated: boolean;
}

function placeOf({ step, text, span, isTagOnly }: ImageReference): Place {
  const variable = /^\$\{?(\w+)\}?$|^\$\{\{\s*env\.(\w+)\s*\}\}$/.exec(text);
  const name = variable?.[1] ?? variable?.[2];
  const value: Text | undefined = name === undefined ? undefined : step.variable(name)?.value;
  const written = value?.text.trimEnd() ?? text;
  const found = isTagOnly ? { tag: written, start: 0 } : tagIn(written);
  const spanOf = (start: number, end: number): Span | undefined => {
    if (!value) return { start: span.start + start, end: span.start + end };
    const part = { start, end };
    return value.mapped.isContiguous(part) ? value.mapped.spanToSource(part) : undefined;
  };
  return {
    text: written,
    span: value?.span ?? span,
    tag: found?.tag,
    tagSpan: found && spanOf(found.start, found.start + found.tag.length),
    isRepeated: value?.node.alias !== undefined,
  };
}

/** The tag at the end of an image's name; "" at the end where there is none, undefined where a variable may hold it. */
function tagIn(text: string): { readonly tag: string; readonly start: number } | undefined {
  const masked = text.replaceAll(/\$\{\{[\s\S]*?\}\}/g, (expression) => "x".repeat(expression.length));
  const match = /:([^:/@]*)$/.exec(masked);
  if (match) return { tag: text.slice(match.index + 1), start: match.index + 1 };
  return /\$\{?\w+\}?$/.test(masked) || masked.includes("@") ? undefined : { tag: "", start: text.length };
}

/** Names of branches and stages; what else moves may be the version of somebody else's image. */
const branchLike =
  /^(?:main|master|trunk|dev|develop|development|staging|stage|prod|production|edge|nightly|canary|next|stable|head|current)$/i;

function isMutable({ kind, registry, repository, isTagOnly, by, text: reference }: ImageReference, text: string): boolean {
  if (by === "kubectl run" || by === "oc run") return false;
  // `nginx`: an image that Docker Hub keeps for all, or one that exists on the machine alone.
  if (!isTagOnly && registry === "docker.io" && repository !== undefined && !repository.includes("/") && !/\$/.test(reference))
    return false;
  if (kind === "latest") return true;
  if (kind !== "moving") return false;
  const tag = isTagOnly ? text : (tagIn(text)?.tag ?? "");
  return branchLike.test(tag) || /github\.(?:ref_name|ref|head_ref|base_ref)\b|GITHUB_(?:REF_NAME|HEAD_REF|BASE_REF)\b/.test(tag);
}

/** A script on the machine that builds the image itself takes the one that it has just built. */
function isBuiltThere({ step, by }: ImageReference): boolean {
  if (!/ssh|docker run/.test(by)) return false;
  const script = step.run?.text ?? step.input("script")?.value?.text ?? "";
  return /\b(?:docker|podman)\s+(?:buildx\s+)?build\b|compose\s+(?:-\S+\s+\S+\s+)*build\b|\b(?:docker|podman)\s+load\b/.test(script);
}

/** The tag that the workflow's own pushes show, where it can be said in another job as well; else the commit. */
function tagsOf(tags: readonly ImageTag[]): string | undefined {
  const immutable = tags.filter(({ kind }) => kind === "immutable").map(({ text }) => tagIn(text)?.tag ?? "");
  if (tags.length === 0 || immutable.length === 0) return tags.some(({ kind }) => kind === "unknown") ? undefined : "${{ github.sha }}";
  return immutable.find((tag) => /^[\w.-]*\$\{\{\s*github\.(?:sha|run_id|run_number)\s*\}\}[\w.-]*$/.test(tag));
}

function fixesFor(step: Step, { tag, tagSpan, isRepeated }: Place, written: string | undefined): readonly Fix[] {
  if (tag === undefined || !tagSpan || isRepeated || written === undefined) return [];
  return fixesOf(`Deploy the tag \`${written}\``, "unsafe", step.file, [replace(tagSpan, tag === "" ? `:${written}` : written)]);
}
