import { evaluate, truthiness } from "../languages/expression/evaluate.ts";
import type { ShellCommand, ShellWord } from "../languages/shell/model.ts";
import { parseShell } from "../languages/shell/parse.ts";
import type { Job, Step, Text, Workflow } from "../languages/workflow/model.ts";
import type { MappedText } from "../text/mapped.ts";
import { rememberFor } from "../text/remember.ts";
import type { Span } from "../text/span.ts";
import { metadataOf } from "./image-metadata.ts";
import { listItems, type Place, piecesOf, piecesOfShell, placeOf, rawOf, readImage, registryOf, tagKindOf } from "./image-text.ts";
import type { ImagePush, ImageTag } from "./model.ts";
import { givesToken, usesToken } from "./permissions.ts";
import { rememberByText } from "./remembered.ts";

export { registryOf } from "./image-text.ts";

/** The images that the steps of a workflow build or push, in the order of the text. */
export const imagePushes: (workflow: Workflow) => readonly ImagePush[] = rememberFor(({ jobs }: Workflow) => jobs.flatMap(imagePushesOf));

/** The images that one job builds or pushes. */
export const imagePushesOf: (job: Job) => readonly ImagePush[] = rememberFor((job: Job) => (hasPushes(job) ? readPushes(job) : []));

/** Most jobs push none, and stay so. */
const hasPushes = rememberByText((job) => readPushes(job).length > 0);

function readPushes(job: Job): readonly ImagePush[] {
  return job.steps.flatMap((step) => pushesOf(step, job));
}

function pushesOf(step: Step, job: Job): readonly ImagePush[] {
  if (step.uses?.action !== undefined) return pushOfAction(step, job, step.uses.action);
  return step.script ? pushesOfScript(step, job) : [];
}

/** Actions made after docker/build-push-action, with its inputs. */
const buildPush = /^(?:docker|depot|useblacksmith|warpbuilds|namespacelabs)\/build-push-action$/;
const bake = /^(?:docker|depot|useblacksmith|warpbuilds)\/bake-action$/;

/** Other actions that push: the inputs that hold the image's name, its tags and registry, and the one that switches the push. Source: their action.yml. */
const otherActions: Readonly<
  Record<
    string,
    { readonly image: string; readonly tags?: string; readonly registry?: string; readonly push?: string; readonly isOff?: true }
  >
> = {
  "elgohr/publish-docker-github-action": { image: "name", tags: "tags", registry: "registry", push: "no_push", isOff: true },
  "mr-smithers-excellent/docker-build-push": { image: "image", tags: "tags", registry: "registry", push: "pushImage" },
  "redhat-actions/push-to-registry": { image: "image", tags: "tags", registry: "registry" },
  "whoan/docker-build-with-cache-action": { image: "image_name", tags: "image_tag", registry: "registry", push: "push_image_and_stages" },
  "macbre/push-to-ghcr": { image: "image_name", tags: "image_tag" },
  "int128/kaniko-action": { image: "tags", push: "push" },
  "aevea/action-kaniko": { image: "image", tags: "tag", registry: "registry" },
  "jerray/publish-docker-action": { image: "repository", tags: "tags", registry: "registry" },
};

function pushOfAction(step: Step, job: Job, action: string): readonly ImagePush[] {
  const span = (step.uses as NonNullable<Step["uses"]>).span;
  if (buildPush.test(action)) {
    const outputs = step.input("outputs")?.value;
    const byOutputs = outputs && /type=registry|push=true/.test(outputs.text);
    const { pushes, pushText } = switchOf(step.input("push")?.value, job.workflow);
    const { tags, hasAllTags, metadata } = tagsOf(step.input("tags")?.value, step);
    const byDigest = outputs && /push-by-digest=true/.test(outputs.text) ? digestTag(outputs, step) : [];
    return [
      {
        job,
        step,
        span,
        kind: "build-push-action",
        pushes: byOutputs ? true : pushes,
        pushText,
        tags: [...tags, ...byDigest],
        hasAllTags,
        metadata,
      },
    ];
  }
  if (bake.test(action)) {
    const { pushes, pushText } = switchOf(step.input("push")?.value, job.workflow);
    const set = step.input("set")?.value;
    const byOutputs = set !== undefined && /output=(?:.*\btype=registry|.*\bpush=true)/.test(set.text);
    const tags = set ? listItems(set, false).flatMap(({ text, start, end }) => bakeTag(set, text, start, end, step)) : [];
    // Its file names further ones, or they come from metadata-action's file.
    return [
      {
        job,
        step,
        span,
        kind: "bake-action",
        pushes: byOutputs ? true : pushes,
        pushText,
        tags,
        hasAllTags: false,
        metadata: metadataIn(step.input("files")?.value, step),
      },
    ];
  }
  const other = Object.hasOwn(otherActions, action) ? otherActions[action] : undefined;
  if (!other) return [];
  const image = step.input(other.image)?.value;
  const place = placeOf(step);
  const off = other.push === undefined ? undefined : switchOf(step.input(other.push)?.value, job.workflow, !other.isOff);
  const pushes = off === undefined ? true : other.isOff && off.pushes !== undefined ? !off.pushes : off.pushes;
  const base = { job, step, span, kind: "other" as const, pushes, pushText: off?.pushText, metadata: undefined };
  if (!image) return [{ ...base, tags: [], hasAllTags: false }];
  if (other.tags === undefined) {
    const { tags, hasAllTags, metadata } = tagsOf(image, step);
    return [{ ...base, tags, hasAllTags, metadata }];
  }
  const names = step.input(other.tags)?.value;
  const registry = other.registry === undefined ? undefined : step.input(other.registry)?.value?.literal;
  const named = readImage(piecesOf(image.text, place), place.workflow);
  const host = registry ? registryOf(`${registry}/x`) : named.registry;
  if (!names)
    return [{ ...base, tags: [tagOf(image, 0, image.text.length, step)].map((tag) => ({ ...tag, registry: host })), hasAllTags: true }];
  const tags = listItems(names).map(({ text, start, end }): ImageTag => {
    const kind = tagKindOf(piecesOf(text, place), place.workflow);
    return { text, span: names.mapped.spanToSource({ start, end }), registry: host, repository: named.repository, kind };
  });
  return [{ ...base, tags, hasAllTags: tags.every(({ kind }) => kind !== "unknown") }];
}

/** Whether an input is on: undefined where an expression decides. */
function switchOf(
  text: Text | undefined,
  workflow: Workflow,
  unset = false,
): { readonly pushes: boolean | undefined; readonly pushText: Text | undefined } {
  if (!text) return { pushes: unset, pushText: undefined };
  if (text.literal !== undefined) return { pushes: /^true$/i.test(text.literal.trim()), pushText: text };
  const root = text.whole?.expression.root;
  if (!root) return { pushes: undefined, pushText: text };
  const events = new Set(workflow.triggers.map(({ event }) => event));
  const [event] = events;
  const value = evaluate(root, {
    context: (name, path) =>
      name === "github" && path.length === 1 && path[0]?.toLowerCase() === "event_name" && events.size === 1 ? event : undefined,
  });
  return { pushes: typeof value === "string" ? /^true$/i.test(value) : truthiness(value), pushText: text };
}

/** The tags in an input: lines, parts between commas, and what metadata-action gives. */
function tagsOf(
  text: Text | undefined,
  step: Step,
): { readonly tags: readonly ImageTag[]; readonly hasAllTags: boolean; readonly metadata: Step | undefined } {
  if (!text) return { tags: [], hasAllTags: true, metadata: undefined };
  const tags: ImageTag[] = [];
  let hasAllTags = true;
  let metadata: Step | undefined;
  for (const { text: item, start, end } of listItems(text)) {
    const source = metadataIn(item, step);
    if (source) {
      const found = metadataOf(source);
      tags.push(...(found?.tags ?? []));
      metadata = source;
      if (!found?.hasAllTags) hasAllTags = false;
      continue;
    }
    const tag = tagOf(text, start, end, step);
    tags.push(tag);
    // One expression alone may stand for many tags.
    if (tag.kind === "unknown") hasAllTags = false;
  }
  return { tags, hasAllTags, metadata };
}

/** The step of metadata-action whose tags an expression gives: in the same job, or handed on by another job's output or a variable. */
function metadataIn(text: Text | string | undefined, step: Step): Step | undefined {
  const written = typeof text === "string" ? text : text?.text;
  const { job } = step;
  if (written === undefined || !job) return undefined;
  const own = /\$\{\{\s*(?:join\(\s*)?(?:fromJSON\(\s*)?steps\.([\w-]+)\.outputs\.(?:tags|json|bake-file[\w-]*)\b/i.exec(written)?.[1];
  if (own !== undefined) {
    const found = job.step(own);
    return found?.uses?.action === "docker/metadata-action" ? found : undefined;
  }
  const needed = /^\s*\$\{\{\s*needs\.([\w-]+)\.outputs\.([\w-]+)\s*\}\}\s*$/.exec(written);
  const other = needed?.[1] === undefined ? undefined : job.workflow.job(needed[1]);
  const output = other?.outputs.find(({ name }) => name.toLowerCase() === needed?.[2]?.toLowerCase())?.value?.text;
  const id = output === undefined ? undefined : /^\s*\$\{\{\s*steps\.([\w-]+)\.outputs\.(?:tags|json)\s*\}\}\s*$/i.exec(output)?.[1];
  const found = id === undefined ? undefined : other?.step(id);
  return found?.uses?.action === "docker/metadata-action" ? found : undefined;
}

function tagOf(text: Text, start: number, end: number, step: Step): ImageTag {
  const written = text.text.slice(start, end);
  const place = placeOf(step);
  const { registry, repository, kind } = readImage(piecesOf(written.replace(/^docker:\/\//, ""), place), place.workflow);
  return { text: written, span: text.mapped.spanToSource({ start, end }), registry, repository, kind };
}

/** An image that is pushed without a tag, to be known by its digest. */
function digestTag(outputs: Text, step: Step): readonly ImageTag[] {
  const match = /\bname=([^,\n]+)/.exec(outputs.text);
  const span = match ? outputs.mapped.spanToSource({ start: match.index + 5, end: match.index + match[0].length }) : outputs.span;
  const name = match?.[1] ?? "";
  const { registry, repository } = readImage(piecesOf(name, placeOf(step)), undefined);
  return [{ text: name, span, registry, repository, kind: "immutable" }];
}

/** `*.tags=image:tag` of a bake step's `set`. */
function bakeTag(set: Text, text: string, start: number, end: number, step: Step): readonly ImageTag[] {
  const match = /^[^=\s]*\.tags\+?=/.exec(text);
  return match ? [tagOf(set, start + match[0].length, end, step)] : [];
}

function pushesOfScript(step: Step, job: Job): readonly ImagePush[] {
  const script = step.script as NonNullable<Step["script"]>;
  const pushes: ImagePush[] = [];
  script.commands.forEach((command) => {
    const call = readPush(command);
    if (!call) return;
    const tags = call.images.map((word) => shellTag(word, step));
    pushes.push({
      job,
      step,
      span: script.source.spanToSource(call.span),
      kind: call.isDocker ? "docker" : "other",
      pushes: call.pushes,
      pushText: undefined,
      tags,
      hasAllTags: call.hasAllTags && tags.every(({ kind }) => kind !== "unknown"),
      metadata: undefined,
    });
  });
  return pushes;
}

interface PushCall {
  readonly span: Span;
  readonly isDocker: boolean;
  readonly pushes: boolean | undefined;
  readonly images: readonly ShellWord[];
  readonly hasAllTags: boolean;
}

/** Options that take no value, of `build` and `push`. */
const switches =
  /^(?:--(?:push|load|pull|no-cache|rm|force-rm|quiet|squash|compress|check|debug|all-tags|tls-verify|disable-content-trust|remove-signatures|all|layers)|-[qaD])$/;

function readPush(command: ShellCommand): PushCall | undefined {
  const { name, args } = command;
  const words = args.map(({ text }) => text);
  if (name === undefined) return undefined;
  const at = (index: number): Span => ({ start: command.nameSpan.start, end: args[index]?.span.end ?? command.nameSpan.end });
  if (/^(?:docker|podman|buildah|nerdctl)$/.test(name)) {
    let i = 0;
    while (words[i]?.startsWith("-")) i += /^(?:-[cHl]|--context|--config|--host|--log-level)$/.test(words[i] as string) ? 2 : 1;
    if (words[i] === "compose") return composePush(words, i, at);
    if (/^(?:buildx|image|builder)$/.test(words[i] ?? "")) {
      i++;
      while (words[i]?.startsWith("-")) i += words[i] === "--builder" ? 2 : 1;
    }
    const verb = words[i];
    const rest = args.slice(i + 1);
    if (verb === "push") {
      const operands = operandsOf(rest);
      const isAll = rest.some(({ text }) => text === "-a" || text === "--all-tags");
      // Podman and Buildah push from a name to another one.
      const target = name === "docker" || name === "nerdctl" || operands.length < 2 ? operands[0] : operands[1];
      return {
        span: at(i),
        isDocker: name === "docker",
        pushes: true,
        images: target && !isAll ? [target] : [],
        hasAllTags: target !== undefined && !isAll,
      };
    }
    if (verb === "build" || verb === "b" || (name === "buildah" && verb === "bud")) {
      const images = optionValues(rest, "-t", "--tag");
      const pushes = rest.some(({ text }) => text === "--push" || text === "--push=true" || /type=registry|push=true/.test(text));
      // Options in a variable may push, and name more; what stands alone is the folder.
      const operands = operandsOf(rest);
      const isOpen = operands.length > 1 && operands.some(({ raw }) => /^[$`]/.test(raw));
      return { span: at(i), isDocker: name === "docker", pushes: pushes ? true : isOpen ? undefined : false, images, hasAllTags: !isOpen };
    }
    if (verb === "bake") {
      const pushes = rest.some(({ text }) => text === "--push" || /output=.*(?:type=registry|push=true)/.test(text));
      return { span: at(i), isDocker: true, pushes, images: [], hasAllTags: false };
    }
    if (verb === "imagetools" && rest[0]?.text === "create") {
      const images = optionValues(rest, "-t", "--tag");
      const isOpen = images.length === 0 || rest.some(({ raw }) => /^(?:\$\(|`)/.test(raw));
      return { span: at(i + 1), isDocker: true, pushes: true, images, hasAllTags: !isOpen };
    }
    return undefined;
  }
  if (name === "docker-compose") return composePush(words, -1, at);
  if (name === "skopeo" && words[0] === "copy") {
    const target = operandsOf(args.slice(1))[1];
    return target?.text.startsWith("docker://")
      ? { span: at(0), isDocker: false, pushes: true, images: [target], hasAllTags: true }
      : undefined;
  }
  if (name === "crane" && (words[0] === "push" || words[0] === "copy" || words[0] === "cp")) {
    const target = operandsOf(args.slice(1))[1];
    return { span: at(0), isDocker: false, pushes: true, images: target ? [target] : [], hasAllTags: target !== undefined };
  }
  if (name === "executor" || name === "kaniko") {
    const images = optionValues(args, "-d", "--destination");
    return images.length > 0
      ? { span: command.nameSpan, isDocker: false, pushes: !words.includes("--no-push"), images, hasAllTags: true }
      : undefined;
  }
  if (name === "ko" && /^(?:build|publish|apply|resolve|create)$/.test(words[0] ?? "")) {
    const isLocal = words.some((word) => /^(?:-L|--local|--push=false)$/.test(word));
    // Its name comes from KO_DOCKER_REPO; it also gives the digest.
    return { span: at(0), isDocker: false, pushes: !isLocal, images: [], hasAllTags: false };
  }
  if (name === "pack" && words[0] === "build")
    return {
      span: at(0),
      isDocker: false,
      pushes: words.includes("--publish"),
      images: [...operandsOf(args.slice(1)).slice(0, 1), ...optionValues(args, "-t", "--tag")],
      hasAllTags: true,
    };
  if (/^(?:mvn|mvnw|gradle|gradlew)$/.test(name)) {
    const goal = words.findIndex((word) => /(?:^|:)jib(?:-maven-plugin(?::[\w.]+)?:build|:build)?$/.test(word));
    if (goal < 0) return undefined;
    const image = args.find(({ text }) => /^(?:-D|--)(?:jib\.to\.)?image=/.test(text));
    const isTagged = words.some((word) => /jib\.to\.tags=/.test(word));
    return {
      span: at(goal),
      isDocker: false,
      pushes: true,
      images: image ? [afterEquals(image)] : [],
      hasAllTags: image !== undefined && !isTagged,
    };
  }
  return undefined;
}

function composePush(words: readonly string[], index: number, at: (index: number) => Span): PushCall | undefined {
  const verb = words.findIndex((word, i) => i > index && (word === "push" || word === "build"));
  if (verb < 0) return undefined;
  const pushes = words[verb] === "push" || words.includes("--push");
  // The images stand in the Compose file.
  return { span: at(verb), isDocker: true, pushes, images: [], hasAllTags: false };
}

/** The words that are no options; an option's value that is a word of its own is left out where the option is known to take none. */
function operandsOf(words: readonly ShellWord[]): readonly ShellWord[] {
  const operands: ShellWord[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as ShellWord;
    if (!word.text.startsWith("-")) operands.push(word);
    else if (!word.text.includes("=") && !switches.test(word.text) && words.length > i + 1) i++;
  }
  return operands;
}

/** The values of an option that may come again: `-t x`, `-tx`, `--tag=x`, `--tag x`. */
function optionValues(words: readonly ShellWord[], short: string, long: string): readonly ShellWord[] {
  const values: ShellWord[] = [];
  words.forEach((word, index) => {
    const next = words[index + 1];
    if (word.text === short || word.text === long) {
      if (next) values.push(next);
    } else if (word.text.startsWith(`${long}=`)) values.push(afterEquals(word));
    else if (
      short.length === 2 &&
      word.text.startsWith(short) &&
      !word.text.startsWith("--") &&
      word.text.length > 2 &&
      /^[\w.$/-]+[:/]/.test(word.text.slice(2))
    ) {
      values.push({
        ...word,
        raw: word.raw.slice(2),
        text: word.text.slice(2),
        value: word.value?.slice(2),
        span: { start: word.span.start + 2, end: word.span.end },
      });
    }
  });
  return values;
}

/** The part of a word behind its first `=`. */
function afterEquals(word: ShellWord): ShellWord {
  const at = word.raw.indexOf("=") + 1;
  const text = word.text.slice(word.text.indexOf("=") + 1);
  return {
    ...word,
    raw: word.raw.slice(at),
    text,
    value: word.value?.slice(word.value.indexOf("=") + 1),
    span: { start: word.span.start + at, end: word.span.end },
  };
}

function shellTag(word: ShellWord, step: Step): ImageTag {
  const raw = rawOf(word, step);
  const written = raw.replace(/^(["'])([\s\S]*)\1$/, "$2");
  const quote = written === raw ? 0 : 1;
  const place = placeOf(step);
  const { registry, repository, kind } = readImage(piecesOfShell(raw.replace(/^(["']?)docker:\/\//, "$1"), place), place.workflow);
  const script = step.script as NonNullable<Step["script"]>;
  const span = script.source.spanToSource({ start: word.span.start + quote, end: word.span.end - quote });
  return { text: written, span, registry, repository, kind };
}

/** An image that a step hands to a deployment. */
export interface ImageReference {
  readonly step: Step;
  /** As written, expressions included: an image, or a tag alone. */
  readonly text: string;
  readonly span: Span;
  /** A tag alone (`--set image.tag=…`): registry and repository are not told. */
  readonly isTagOnly: boolean;
  readonly registry: string | undefined;
  readonly repository: string | undefined;
  /** `latest`: named so, or an image without a tag. */
  readonly kind: ImageTag["kind"];
  /** What takes it: `kubectl set image`, `aws-actions/amazon-ecs-render-task-definition`. */
  readonly by: string;
}

/** Actions that deploy an image, with the input that names it. Source: their action.yml. */
const deployInputs: Readonly<Record<string, string>> = {
  "aws-actions/amazon-ecs-render-task-definition": "image",
  "google-github-actions/deploy-cloudrun": "image",
  "azure/webapps-deploy": "images",
  "azure/container-apps-deploy-action": "imageToDeploy",
  "azure/k8s-deploy": "images",
  "azure/aci-deploy": "image",
};

/** The images that a step hands to deploy commands and actions. */
export function imageReferences(step: Step): readonly ImageReference[] {
  let found = references.get(step);
  if (!found) {
    found = referencesOf(step);
    references.set(step, found);
  }
  return found;
}

const references = new WeakMap<Step, readonly ImageReference[]>();

function referencesOf(step: Step): readonly ImageReference[] {
  const action = step.uses?.action;
  if (action !== undefined) {
    const input = Object.hasOwn(deployInputs, action) ? step.input(deployInputs[action] as string)?.value : undefined;
    if (input) return listItems(input).map(({ start, end }) => ({ step, ...tagOf(input, start, end, step), isTagOnly: false, by: action }));
    if (/^(?:appleboy|fifsky)\/ssh-action$/.test(action))
      return remoteReferences(step, step.input("script")?.value ?? step.input("command")?.value, `${action}`);
    return [];
  }
  const { script, run } = step;
  if (!script || !run) return [];
  return script.commands.flatMap((command) => {
    const raw = (word: ShellWord) => rawOf(word, step);
    const found = wordsOf(command).map((reference) => referenceOf(reference, step, raw, script.source));
    if (command.name !== "ssh") return found;
    // What runs on the other machine stands in quotes.
    return [
      ...found,
      ...command.args.flatMap((word) => {
        const inner = /^["']/.test(word.raw) && /\s/.test(word.text) ? { start: word.span.start + 1, end: word.span.end - 1 } : undefined;
        return inner ? remoteCommands(step, script.source.slice(inner), run.text.slice(inner.start, inner.end), "ssh") : [];
      }),
    ];
  });
}

/** Images that a script of an ssh action runs on the machine. */
function remoteReferences(step: Step, text: Text | undefined, by: string): readonly ImageReference[] {
  if (!text) return [];
  let masked = "";
  let end = 0;
  for (const { textSpan } of text.expressions) {
    masked += `${text.text.slice(end, textSpan.start)}\${${"_".repeat(Math.max(0, textSpan.end - textSpan.start - 3))}}`;
    end = textSpan.end;
  }
  masked += text.text.slice(end);
  return remoteCommands(step, text.mapped, text.text, by, masked);
}

function remoteCommands(step: Step, source: MappedText, written: string, by: string, masked = source.text): readonly ImageReference[] {
  const script = parseShell({ text: masked, spanToSource: (span) => source.spanToSource(span) } as MappedText);
  return script.commands.flatMap((command) => {
    const image = isRun(command) ? runImage(command) : undefined;
    const words = image ? [{ word: image, isTagOnly: false, by: `docker run (${by})` }] : wordsOf(command);
    return words.map((reference) => referenceOf(reference, step, (word) => written.slice(word.span.start, word.span.end), source));
  });
}

interface ReferenceWord {
  readonly word: ShellWord;
  readonly isTagOnly: boolean;
  readonly by: string;
}

function referenceOf(
  { word, isTagOnly, by }: ReferenceWord,
  step: Step,
  rawOfWord: (word: ShellWord) => string,
  source: MappedText,
): ImageReference {
  const raw = rawOfWord(word);
  const written = raw.replace(/^["']|["']$/g, "");
  const start = word.span.start + (/^["']/.test(raw) ? 1 : 0);
  const place: Place = placeOf(step);
  const pieces = piecesOfShell(raw.replace(/^["']|["']$/g, ""), place);
  const span = source.spanToSource({ start, end: start + written.length });
  const base = { step, text: written, span, isTagOnly, by };
  if (isTagOnly) return { ...base, registry: undefined, repository: undefined, kind: tagKindOf(pieces, place.workflow) };
  const { registry, repository, kind } = readImage(pieces, place.workflow);
  return { ...base, registry, repository, kind };
}

/** The words of a deploy command that name an image or a tag. */
function wordsOf(command: ShellCommand): readonly ReferenceWord[] {
  const { name, args } = command;
  const words = args.map(({ text }) => text);
  const image = (list: readonly ShellWord[], by: string) => list.map((word) => ({ word, isTagOnly: false, by }));
  switch (name) {
    case "kubectl":
    case "oc": {
      const set = words.indexOf("set");
      if (set >= 0 && words[set + 1] === "image") {
        const pairs = args.slice(set + 2).filter(({ text }) => !text.startsWith("-") && /^[\w.*-]+=./.test(text));
        return image(pairs.map(afterEquals), `${name} set image`);
      }
      if (words.includes("create") || words.includes("run"))
        return image(optionValues(args, "--image", "--image"), `${name} ${words.includes("run") ? "run" : "create"}`);
      return [];
    }
    case "helm":
    case "helmfile":
    case "argocd":
      return args.flatMap((word, index): ReferenceWord[] => {
        const flag = /^--(?:set|set-string|helm-set|helm-set-string|state-values-set)(=|$)/.exec(word.text);
        const given = !flag ? undefined : flag[1] === "=" ? afterEquals(word) : args[index + 1];
        return given ? setValues(given, name) : [];
      });
    case "kustomize": {
      if (words.join(" ").search(/^edit set image /) < 0) return [];
      return image(
        args
          .slice(3)
          .filter(({ text }) => !text.startsWith("-"))
          .map((word) => (word.text.includes("=") ? afterEquals(word) : word)),
        "kustomize edit set image",
      );
    }
    case "gcloud":
      return words.includes("deploy") || words.includes("update")
        ? image(optionValues(args, "--image", "--image"), `gcloud ${words[0]}`)
        : [];
    case "aws":
      return words[0] === "lambda" ? image(optionValues(args, "--image-uri", "--image-uri"), "aws lambda") : [];
    case "az": {
      const found = ["--image", "--docker-custom-image-name", "--container-image-name", "--deployment-container-image-name"].flatMap(
        (option) => optionValues(args, option, option),
      );
      const short = words[0] === "containerapp" || words[0] === "container" ? optionValues(args, "-i", "-i") : [];
      return /^(?:webapp|containerapp|container|functionapp)$/.test(words[0] ?? "") ? image([...found, ...short], `az ${words[0]}`) : [];
    }
    case "flyctl":
    case "fly":
      return words.includes("deploy") ? image(optionValues(args, "-i", "--image"), `${name} deploy`) : [];
    case "docker":
      return words[0] === "service" && words[1] === "update"
        ? image(optionValues(args, "--image", "--image"), "docker service update")
        : [];
    default:
      return [];
  }
}

/** `image.tag=…`, `image=…`, `image.repository=…` in the value of `--set`, several of them joined by commas. */
function setValues(word: ShellWord, program: string): ReferenceWord[] {
  const found: ReferenceWord[] = [];
  const offset = /^["']/.test(word.raw) ? 1 : 0;
  for (const match of word.raw.slice(offset).matchAll(/(?:^|,)([\w.[\]\\/-]+)=("?)((?:\$\{\{[\s\S]*?\}\}|[^,"])*)/g)) {
    const key = (match[1] as string).toLowerCase();
    const isTag = /(?:^|\.)(?:image\.?tag|tag)$/.test(key) && /image|^tag$|\.tag$/.test(key);
    const isImage = /(?:^|\.)image$/.test(key);
    const value = (match[3] as string).replace(/["']$/, "");
    if ((!isTag && !isImage) || value === "") continue;
    const start = word.span.start + offset + match.index + match[0].length - (match[3] as string).length;
    found.push({
      word: { raw: value, text: value, value: undefined, span: { start, end: start + value.length } },
      isTagOnly: isTag,
      by: `${program} --set`,
    });
  }
  return found;
}

function isRun({ name, args }: ShellCommand): boolean {
  return (name === "docker" || name === "podman") && (args[0]?.text === "run" || args[0]?.text === "create" || args[0]?.text === "pull");
}

/** Options of `docker run` that take no value. Source: reference of `docker container run`. */
const runSwitches =
  /^(?:-[diPt]+|--(?:detach|init|interactive|privileged|publish-all|read-only|rm|tty|no-healthcheck|oom-kill-disable|sig-proxy|quiet))$/;

function runImage({ args }: ShellCommand): ShellWord | undefined {
  for (let i = 1; i < args.length; i++) {
    const word = args[i] as ShellWord;
    if (!word.text.startsWith("-")) return word;
    if (!word.text.includes("=") && !runSwitches.test(word.text) && !/^-[a-z]\S/.test(word.text)) i++;
  }
  return undefined;
}

/** A step that logs in to a registry. */
export interface RegistryLogin {
  readonly step: Step;
  readonly span: Span;
  /** Undefined where an expression decides. */
  readonly registry: string | undefined;
  readonly username: Text | undefined;
  readonly password: Text | undefined;
  /** It logs in with the job's `GITHUB_TOKEN`. */
  readonly usesToken: boolean;
}

/** The registries that a job's own steps log in to, in order. */
export function registryLogins(job: Job): readonly RegistryLogin[] {
  return job.steps.flatMap((step) => loginsOf(step));
}

function loginsOf(step: Step): readonly RegistryLogin[] {
  const action = step.uses?.action;
  const span = step.uses?.span ?? step.span;
  const hostOf = (input: string, unset: string | undefined) => {
    const text = step.input(input)?.value;
    if (!text) return unset;
    const pieces = piecesOf(text.text.trim(), placeOf(step));
    const host = pieces.every(({ kind }) => kind === "text")
      ? pieces.map((piece) => (piece.kind === "text" ? piece.text : "")).join("")
      : undefined;
    return host === undefined
      ? undefined
      : host === ""
        ? "docker.io"
        : registryOf(`${host.replace(/^https?:\/\//, "").replace(/\/.*$/, "")}/x`);
  };
  const by = (registry: string | undefined): RegistryLogin => {
    const password = step.input("password")?.value;
    return { step, span, registry, username: step.input("username")?.value, password, usesToken: givesToken(password, step) };
  };
  switch (action) {
    case "docker/login-action":
      return [by(hostOf("registry", "docker.io"))];
    case "redhat-actions/podman-login":
      return [by(hostOf("registry", undefined))];
    case "azure/docker-login":
      return [by(hostOf("login-server", "docker.io"))];
    case "aws-actions/amazon-ecr-login":
      return [by(step.input("registry-type")?.value?.literal === "public" ? "public.ecr.aws" : "amazonaws.com")];
    default:
      break;
  }
  const { script } = step;
  if (!script) return [];
  return script.commands.flatMap((command): RegistryLogin[] => {
    const words = command.args.map(({ text }) => text);
    const base = {
      step,
      span: script.source.spanToSource(command.nameSpan),
      username: undefined,
      password: undefined,
      usesToken: usesToken(step),
    };
    if (/^(?:docker|podman|buildah|nerdctl|skopeo|oras)$/.test(command.name ?? "") && words[0] === "login") {
      const host = operandsOf(command.args.slice(1).filter(({ text }) => text !== "--password-stdin"))[0];
      if (!host) return [{ ...base, registry: "docker.io" }];
      const pieces = piecesOfShell(rawOf(host, step), placeOf(step));
      const text = pieces.every(({ kind }) => kind === "text")
        ? pieces.map((piece) => (piece.kind === "text" ? piece.text : "")).join("")
        : undefined;
      return [
        { ...base, registry: text === undefined ? undefined : registryOf(`${text.replace(/^https?:\/\//, "").replace(/\/.*$/, "")}/x`) },
      ];
    }
    if (command.name === "az" && words[0] === "acr" && words[1] === "login") {
      const name = optionValues(command.args, "-n", "--name")[0];
      return [{ ...base, registry: name?.value === undefined ? undefined : `${name.value.replace(/\.azurecr\.io$/, "")}.azurecr.io` }];
    }
    if (command.name === "gcloud" && words[0] === "auth" && words[1] === "configure-docker") {
      const hosts = words.slice(2).find((word) => !word.startsWith("-"));
      return (hosts ?? "gcr.io").split(",").map((host) => ({ ...base, registry: host.includes("$") ? undefined : host }));
    }
    return [];
  });
}

/** Actions that log in, and their input for the registry. */
export const registryInputs: Readonly<Record<string, string>> = {
  "docker/login-action": "registry",
  "redhat-actions/podman-login": "registry",
  "azure/docker-login": "login-server",
};
