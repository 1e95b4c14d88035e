import { fixesOf, removeKey } from "../../application/edit.ts";
import type { ComposeFile } from "../../languages/compose/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "compose/obsolete-version",
  language: "compose",
  category: "syntax",
  severity: "warning",
  preset: "recommended",
  summary: "The top-level `version` is ignored, and warned about.",
  why: `
Compose has taken its files for what they say since 2020; it ignores \`version\` and prints a warning about it at every command, in which real ones get lost. It does not switch features on or off either.

Switch the rule off where a file is still deployed by \`docker stack deploy\` of Docker 20.10 or run by \`docker-compose\` before 1.27: these want it.`,
  examples: [
    {
      title: "A version of old",
      bad: 'version: "3.8"\n\nservices:\n  web:\n    image: nginx:1.29\n',
      good: "services:\n  web:\n    image: nginx:1.29\n",
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/version-and-name/", "https://github.com/docker/cli/pull/3257"],
  since: "0.4.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["dclint:no-version-field"],
  check(file, { report }) {
    const entry = file.root.entryOf("version");
    // As a number it is an error, which `compose/wrong-type` tells.
    if (entry?.value?.kind !== "scalar" || typeof file.read(entry.value) !== "string") return;
    report({
      span: entry.keySpan,
      message: "Compose ignores `version` and warns about it at every command. Remove it.",
      fixes: fixesOf("Remove `version`", "safe", file, withoutGap(file, removeKey(file, entry))),
      tags: ["deprecated"],
    });
  },
});

/** At the beginning of a file, the empty lines below go along. */
function withoutGap({ source: { text } }: ComposeFile, edits: ReturnType<typeof removeKey>): ReturnType<typeof removeKey> {
  const [edit, ...others] = edits ?? [];
  if (!edit || others.length > 0 || edit.text !== "" || text.slice(0, edit.span.start).trim() !== "") return edits;
  const gap = /^(?:[ \t]*\r?\n)+/.exec(text.slice(edit.span.end))?.[0].length ?? 0;
  return [{ ...edit, span: { start: edit.span.start, end: edit.span.end + gap } }];
}
