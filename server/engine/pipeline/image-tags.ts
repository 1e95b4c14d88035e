import { literal } from "../languages/yaml/patch.ts";
import type { Fix } from "../rule.ts";
import { insert } from "../text/edit.ts";
import { type Edits, fixesOf, setInput } from "./edit.ts";
import { isBuildPush } from "./image-jobs.ts";
import { listItems } from "./image-text.ts";
import type { ImagePush } from "./model.ts";

const title = "Push the commit as a tag as well";
const commit = "${{ github.sha }}";

/** What holds in docker/metadata-action without `tags`: stays when others are written. Source: its README. */
const metadataDefaults = ["type=schedule", "type=ref,event=branch", "type=ref,event=tag", "type=ref,event=pr"];

/** The fixes that give a pushed image the commit as a tag, beside those that it has. */
export function addTag(push: ImagePush): readonly Fix[] {
  return fixesOf(title, "unsafe", push.step.file, editsOf(push));
}

function editsOf({ step, metadata, tags, kind, span }: ImagePush): Edits {
  if (metadata) {
    if (metadata.job !== step.job) return undefined;
    const text = metadata.input("tags")?.value;
    const old = text && listItems(text, false).length > 0 ? text.text.trimEnd().split("\n") : metadataDefaults;
    return setInput(metadata, "tags", literal(`${[...old, "type=sha"].join("\n")}\n`));
  }
  const [first] = tags;
  if (!first) return undefined;
  const name = nameOf(first.text);
  if (name === undefined) return undefined;
  if (isBuildPush(step) || kind === "build-push-action") {
    const text = step.input("tags")?.value;
    if (!text || text.node.alias) return undefined;
    const items = listItems(text).map((item) => item.text);
    return setInput(step, "tags", literal(`${[...items, `${name}:${commit}`].join("\n")}\n`));
  }
  // `docker build --push -t …` takes one more; `docker push` would push what nobody has tagged.
  const { source } = step.file;
  const before = source.text.slice(Math.max(0, first.span.start - 8), first.span.start);
  const option = /(?:-t|--tag)[ =]$/.exec(before)?.[0];
  if (kind !== "docker" || option === undefined || !/build/.test(source.slice(span))) return undefined;
  return [insert(first.span.end, ` ${option}${name}:${commit}`)];
}

/** The image's name without its tag; undefined where a variable may hold the tag. */
function nameOf(text: string): string | undefined {
  const name = text.replace(/:(?:[\w.-]|\$\{\{[^}]*\}\})*$/, "");
  return /[\s"'\\$`](?!\{\{)/.test(name.replaceAll(/\$\{\{[\s\S]*?\}\}/g, "")) || name === "" ? undefined : name;
}
