import { type Application, applicationOf } from "../../application/application.ts";
import { dollarsForContainers, hasPasswordHash, placesForContainers, spansForContainers } from "../../application/container-dollars.ts";
import { fixesOf } from "../../application/edit.ts";
import { hasEnvironmentFile, isTemplateName, originOf } from "../../application/variables.ts";
import type { VariablePart } from "../../languages/compose/interpolation.ts";
import type { ComposeFile, InterpolatedText } from "../../languages/compose/model.ts";
import { safe } from "../../languages/yaml/key-edits.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";
import { nameOf } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

/** A file that takes more than this from outside, and nothing from a `.env`, is given its variables by whoever starts it. */
const maximumWithoutFile = 3;

const web = (image: string) => `services:\n  web:\n    image: ${image}\n`;

export default defineRule({
  id: "compose/unset-variable",
  language: "compose",
  category: "reliability",
  severity: "info",
  preset: "recommended",
  summary: "A variable without a default is set by nothing that is seen.",
  why: `
Compose puts an empty text in its place, with no more than a warning: \`image: web:\` fails, and an empty password does not. Set it in the \`.env\` beside the file, give it a default (\`\${TAG:-latest}\`), or have Compose stop with a message (\`\${TAG:?TAG is not set}\`).

The shell may set it, so this is information only. Silent about what systems, proxies, pipelines and Compose set, about names in other environment files, scripts, makefiles and workflows, where Git leaves \`.env\` out and it is not there, and about files with many variables of which \`.env\` sets none. \`UID\` and \`GID\` are reported: shells have them, but do not hand them on.`,
  examples: [
    {
      title: "A tag",
      bad: web("ghcr.io/example/web:$TAG"),
      good: web("ghcr.io/example/web:${TAG:?TAG is not set}"),
      files: { ".env": "LOG_LEVEL=info\n" },
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/interpolation/"],
  since: "0.4.0",
  fix: "unsafe",
  uncovers: ["compose/exposed-port", "compose/missing-healthcheck", "compose/mutable-image-tag"],
  patterns: [],
  check(file, { workspace, report }) {
    if (file.isBroken || file.interpolated.length === 0) return;
    const application = applicationOf(file, workspace);
    const all = unset(application, workspace);
    if (all.length > maximumWithoutFile && !takesFromFile(application, workspace)) return;
    for (const { name, template, places } of all) {
      const [first] = places;
      if (!first) continue;
      const { node } = first.text;
      const known = namesIn(application);
      const meant = known.size > 0 ? nearest(name, known) : undefined;
      const mayBeOfContainer = places.every(({ text }) => isForContainer(file, text.node.span.start));
      const toContainer = mayBeOfContainer
        ? fixesOf(
            "Leave it to the container",
            "unsafe",
            file,
            edited(file, places, ({ part }) => (part.isBraced ? `$$\{${name}}` : `$$${name}`)),
          )
        : [];
      // Who programs in a shell or for a web server writes small letters; variables of the host are written in capitals.
      const isSmall = !/[A-Z]/.test(name);
      const why =
        template !== undefined
          ? `\`${name}\` stands in \`${nameOf(template)}\`, but not in \`.env\``
          : /^(?:E?UID|E?GID)$/.test(name)
            ? `Shells have \`${name}\` for themselves and do not hand it on`
            : hasEnvironmentFile(application)
              ? `Neither \`.env\` nor a default sets \`${name}\``
              : `\`${name}\` has no default, and there is no \`.env\` to set it`;
      report({
        span: node.mapped.spanToSource(first.part.nameSpan),
        message: `${why}: unless it is exported in the shell, Compose writes nothing in its place. ${meant !== undefined ? `\`${meant}\` is set.` : mayBeOfContainer ? `Set it in \`.env\`, give it a default, or write \`$$${name}\` where the container has it.` : "Set it in `.env`, or give it a default."}`,
        fixes: [
          ...(meant === undefined
            ? []
            : fixesOf(
                `Write \`${meant}\``,
                "unsafe",
                file,
                edited(file, places, ({ part }) => (part.isBraced ? `\${${meant}}` : `$${meant}`)),
              )),
          ...(isSmall ? toContainer : []),
          ...fixesOf(
            "Stop with a message where it is not set",
            "unsafe",
            file,
            edited(file, places, () => `\${${name}:?${name} is not set}`),
          ),
          ...(isSmall ? [] : toContainer),
          ...fixesOf(
            "Give it a default",
            "unsafe",
            file,
            edited(file, places, () => `\${${name}:-}`, name.length + 4),
          ),
        ],
      });
    }
  },
});

function takesFromFile(application: Application, workspace: Workspace): boolean {
  const used = new Set(application.file.interpolated.flatMap(({ interpolations }) => interpolations.names));
  return [...used].some((name) => originOf(application, name, workspace).kind === "file");
}

interface Place {
  readonly text: InterpolatedText;
  readonly part: VariablePart;
}

interface Unset {
  readonly name: string;
  /** The template of `.env` that has it. */
  readonly template: string | undefined;
  readonly places: readonly Place[];
}

/** The variables that nothing sets, each with all its places, in the order of the text. */
function unset(application: Application, workspace: Workspace): readonly Unset[] {
  const { file } = application;
  const forContainers = placesForContainers(dollarsForContainers(application, workspace));
  const places = new Map<string, Place[]>();
  const guarded = new Set<string>();
  for (const text of file.interpolated) {
    if (hasPasswordHash(text.node.text)) continue;
    for (const { name, operator } of text.interpolations.variables) if (operator?.endsWith("?")) guarded.add(name);
    for (const part of text.interpolations.parts) {
      if (part.kind !== "variable" || part.operator !== undefined || forContainers.has(`${text.node.span.start} ${part.name}`)) continue;
      places.set(part.name, [...(places.get(part.name) ?? []), { text, part }]);
    }
  }
  return [...places].flatMap(([name, own]): Unset[] => {
    // Where it is required once, Compose does not come to the other places without it.
    if (guarded.has(name)) return [];
    const origin = originOf(application, name, workspace);
    if (origin.kind === "unset") return [{ name, template: undefined, places: own }];
    const isForgotten = origin.kind === "other-file" && hasEnvironmentFile(application) && isTemplateName(nameOf(origin.path));
    return isForgotten ? [{ name, template: origin.path, places: own }] : [];
  });
}

const names = new WeakMap<Application, ReadonlySet<string>>();

/** The names that `.env` sets and the file does not use: one of them may have been meant. */
function namesIn(application: Application): ReadonlySet<string> {
  let known = names.get(application);
  if (!known) {
    const used = new Set(application.file.interpolated.flatMap(({ interpolations }) => interpolations.names));
    const written = [...(application.around.environment ?? "").matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=/gm)].map(
      ([, name]) => name as string,
    );
    known = new Set(written.filter((name) => !used.has(name)));
    names.set(application, known);
  }
  return known;
}

function edited(file: ComposeFile, places: readonly Place[], written: (place: Place) => string, placeholder?: number) {
  const edits = places.map((place) => {
    const { node } = place.text;
    const span = node.mapped.spanToSource(place.part.span);
    // A plain scalar between brackets must not hold braces.
    const isBare = node.style === "plain" && !place.part.isBraced && /[[{]/.test(lineBefore(file, node.span.start));
    if (isBare || node.alias) return undefined;
    const text = written(place);
    return { ...replace(span, text), ...(placeholder === undefined ? {} : { placeholders: [{ start: placeholder, end: placeholder }] }) };
  });
  return edits.every((edit) => edit !== undefined) ? safe(file, edits as readonly Exclude<(typeof edits)[number], undefined>[]) : undefined;
}

function isForContainer(file: ComposeFile, offset: number): boolean {
  return spansForContainers(file).some(({ start, end }) => start <= offset && offset < end);
}

function lineBefore({ source }: ComposeFile, offset: number): string {
  return source.text.slice(source.lineSpan(source.lineOf(offset)).start, offset);
}
