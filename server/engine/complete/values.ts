import { type Completion, marked, type Place } from "./completion.ts";

type Value = readonly [text: string, detail: string];

/** Values that suit an instruction whose argument is one of a few, or mostly the same. */
const values: Readonly<Record<string, readonly Value[]>> = {
  STOPSIGNAL: [
    ["SIGTERM", "the default: end now"],
    ["SIGQUIT", "end when the requests in hand are answered (nginx, php-fpm)"],
    ["SIGINT", "as Ctrl+C"],
    ["SIGWINCH", "likewise for Apache"],
  ],
  SHELL: [
    ['["/bin/bash", "-o", "pipefail", "-c"]', "a pipeline fails when any part does"],
    ['["/bin/ash", "-eo", "pipefail", "-c"]', "the same on Alpine"],
    ['["/bin/sh", "-ec"]', "a script stops at the first failure"],
  ],
  WORKDIR: [
    ["/app", "a folder of the application's own"],
    ["/usr/src/app", "likewise, for sources"],
  ],
  ENV: [
    ["NODE_ENV=production", "Node.js: libraries behave as in production"],
    ["PYTHONUNBUFFERED=1", "Python: logs appear at once"],
    ["PYTHONDONTWRITEBYTECODE=1", "Python: no compiled files in the image"],
    ["PORT=‹8080›", "the port that the application listens on"],
  ],
  ARG: [
    ["TARGETPLATFORM", "set by the builder: what is built for"],
    ["TARGETOS", "set by the builder"],
    ["TARGETARCH", "set by the builder"],
    ["BUILDPLATFORM", "set by the builder: where it runs"],
  ],
  LABEL: [
    ['org.opencontainers.image.source="‹https://github.com/owner/repository›"', "links the image with its repository"],
    ['org.opencontainers.image.title="‹title›"', "name for people"],
    ['org.opencontainers.image.description="‹description›"', "what it is for"],
    ['org.opencontainers.image.licenses="‹MIT›"', "SPDX expression"],
    ['org.opencontainers.image.version="‹version›"', "version of the software"],
    ['org.opencontainers.image.revision="‹commit›"', "commit that it was built from"],
    ['org.opencontainers.image.authors="‹name›"', "whom to ask"],
  ],
};

export function completeValue(place: Place): Completion[] {
  return (values[place.keyword] ?? []).map(([template, detail]) => {
    const { text, placeholders } = marked(template);
    return { kind: "value", label: text.split('="')[0] as string, span: place.span, text, placeholders, detail };
  });
}

/** The ports that the stage's own settings name. */
export function completePort(place: Place): Completion[] {
  const port = place.stage?.variable("PORT", place.instruction);
  const found = port && /^\d+$/.test(port) ? [[port, "from `PORT`"] as const] : [];
  const given = new Set(place.words);
  return [...found, ["8080", "a usual port above 1024, which needs no root"] as const]
    .filter(([text]) => !given.has(text))
    .map(([text, detail]) => ({ kind: "value", label: text, span: place.span, text, detail }));
}
