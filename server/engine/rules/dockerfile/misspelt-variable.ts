import { mayComeWithBase } from "../../image/usual-variables.ts";
import { isBuildersArgument } from "../../languages/dockerfile/environment.ts";
import { isWindows } from "../../languages/dockerfile/interpreter.ts";
import type { Dockerfile, Heredoc, Instruction, Stage } from "../../languages/dockerfile/model.ts";
import { declaredNames, instructionsWithVariables, usesBy, usesOthers, type VariableUse } from "../../languages/dockerfile/variables.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { replace, type TextEdit } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";

/** Instructions whose words the builder expands; of FROM, `dockerfile/undeclared-image-argument` speaks. */
const expanded: ReadonlySet<Instruction["keyword"]> = new Set([
  "ADD",
  "ARG",
  "COPY",
  "ENV",
  "EXPOSE",
  "LABEL",
  "STOPSIGNAL",
  "USER",
  "VOLUME",
  "WORKDIR",
]);

export default defineRule({
  id: "dockerfile/misspelt-variable",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The builder expands a variable that is most likely a slip for another one, or that nothing declares.",
  why: `In \`COPY\`, \`ENV\`, \`LABEL\`, \`WORKDIR\` and their like the builder itself replaces variables, and puts nothing in the place of one that neither ARG, ENV nor the base image sets: \`WORKDIR $APP_HMOE\` is \`/\`.

Reported are names close to a declared one, any name on \`scratch\`, which brings none, and names in small letters within a \`COPY\` heredoc, such as nginx's \`$host\`: quote its delimiter, \`<<'EOF'\`, to keep them. Other names may be set by the base image, which cannot be seen here, and what a shell expands is not meant.`,
  examples: [
    {
      title: "A slip",
      bad: "FROM debian:13-slim\nENV APP_HOME=/app\nWORKDIR $APP_HMOE\n",
      good: "FROM debian:13-slim\nENV APP_HOME=/app\nWORKDIR $APP_HOME\n",
    },
    {
      title: "A configuration with variables of its own",
      bad: "FROM nginx:1.29-alpine-slim\nCOPY <<EOF /etc/nginx/proxy.conf\nproxy_set_header Host $host;\nEOF\n",
      good: "FROM nginx:1.29-alpine-slim\nCOPY <<'EOF' /etc/nginx/proxy.conf\nproxy_set_header Host $host;\nEOF\n",
    },
  ],
  links: [
    "https://docs.docker.com/reference/build-checks/undefined-var/",
    "https://docs.docker.com/reference/dockerfile/#environment-replacement",
  ],
  since: "0.7.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["buildkit:UndefinedVar"],
  check(file, { report }) {
    const declared = declaredNames(file);
    for (const one of instructionsWithVariables(file)) {
      if (!expanded.has(one.keyword) && one.flags.length === 0) continue;
      if (one.keyword === "FROM" || one.keyword === "ONBUILD" || !usesOthers(one, declared, file)) continue;
      const { stage } = one;
      const told = new Set<Heredoc>();
      for (const use of usesBy(one, file)) {
        const { name, span } = use;
        if (declared.has(name) || isBuildersArgument(name) || !isExpanded(use, file) || (stage && isWindows(stage))) continue;
        const heredoc = one.heredocs.find(({ bodySpan }) => bodySpan.start <= span.start && span.end <= bodySpan.end);
        if (heredoc && told.has(heredoc)) continue;
        const meant = stage && mayComeWithBase(name, stage) ? undefined : nearMiss(name, namesBefore(one, file));
        if (meant !== undefined) {
          report({
            span,
            message: `\`${name}\` is declared nowhere, so the builder puts nothing in its place. Is \`${meant}\` meant?`,
            fixes: [fixOf(`Use \`${meant}\``, replace(span, meant), file)],
          });
        } else if (heredoc && /[a-z]/.test(name)) {
          told.add(heredoc);
          const quoted = quoting(heredoc, file, declared);
          report({
            span,
            message: `The builder replaces variables in this heredoc, and puts nothing in the place of \`${name}\`. Quote the delimiter, \`<<'${heredoc.name}'\`, to keep them.`,
            ...(quoted && { fixes: [fixOf("Quote the delimiter", quoted, file)] }),
          });
        } else if (stage?.root.kind === "scratch" && name !== "PATH") {
          report({
            span,
            message: `\`${name}\` is declared nowhere, and \`scratch\` brings no variables, so the builder puts nothing in its place. Declare it by \`ARG\` or \`ENV\`.`,
          });
        }
      }
    }
  },
});

/** Whether the builder replaces it, and by nothing where it is unset: in its own instructions and in flags, without a default. */
function isExpanded({ span, instruction }: VariableUse, { source: { text } }: Dockerfile): boolean {
  if (text[span.start - 1] === "{" && text[span.end] !== "}") return false;
  return expanded.has(instruction.keyword) || instruction.flags.some((flag) => flag.span.start < span.start && span.end <= flag.span.end);
}

const names = new WeakMap<Stage | Dockerfile, readonly string[]>();
const maximumNames = 250;

/** The names that the stage's chain sets, or before the first FROM the ARGs there. */
function namesBefore({ stage }: Instruction, file: Dockerfile): readonly string[] {
  const known = names.get(stage ?? file);
  if (known) return known;
  const found = (stage?.chainInstructions ?? file.globalArgs).flatMap((one) =>
    one.keyword === "ARG" || one.keyword === "ENV" ? one.assignments.map(({ name }) => name) : [],
  );
  // Of more names, as machines write them, the last ones are compared.
  const result = ["PATH", ...[...new Set(found)].slice(-maximumNames)];
  names.set(stage ?? file, result);
  return result;
}

/** The declared name that differs in a letter, of a long name in two, or in its case; a short one holds the same letters. Numbers tell names apart. */
function nearMiss(name: string, known: readonly string[]): string | undefined {
  const bare = (text: string) => text.replace(/\d+/g, "");
  const letters = (text: string) => [...text.toLowerCase()].sort().join("");
  const distance = name.length < 12 ? 1 : 2;
  const own = letters(name);
  const close = known.filter((one) => Math.abs(one.length - name.length) <= distance);
  return nearest(
    name,
    close.filter((one) => (name.length > 4 && bare(one) !== bare(name)) || letters(one) === own),
    distance,
  );
}

/** The marker with its name in quotes, where nothing in the body is meant to be replaced. */
function quoting(heredoc: Heredoc, file: Dockerfile, declared: ReadonlySet<string>): TextEdit | undefined {
  const marker = file.source.slice(heredoc.markerSpan);
  const body = heredoc.body.text;
  if (!marker.endsWith(heredoc.name) || body.includes("\\")) return undefined;
  for (const [, name = ""] of body.matchAll(/\$\{?(\w+)/g)) if (declared.has(name) || isBuildersArgument(name)) return undefined;
  return replace(heredoc.markerSpan, `${marker.slice(0, -heredoc.name.length)}'${heredoc.name}'`);
}

function fixOf(title: string, edit: TextEdit, file: Dockerfile): Fix {
  return { title, safety: "unsafe", changes: [{ kind: "edit", path: file.source.path, edits: [edit] }] };
}
