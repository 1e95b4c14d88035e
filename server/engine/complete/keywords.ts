import { instructionText } from "../hover/dockerfile.ts";
import { instructions } from "../knowledge/instructions.ts";
import { type Completion, marked, type Place } from "./completion.ts";
import { healthcheckPatterns } from "./healthchecks.ts";
import type { Surroundings } from "./surroundings.ts";
import { userPatterns } from "./users.ts";

type Keyword = Extract<Surroundings, { kind: "keyword" }>;
/** What is known outside of an instruction. */
export type Outside = Pick<Place, "file" | "workspace" | "today" | "offset" | "stage">;

/** What usually comes next, with the part to be decided marked. */
const forms: Readonly<Record<string, string>> = {
  FROM: "FROM ‹image›",
  ARG: "ARG ‹NAME›",
  ENV: "ENV ‹NAME›=‹value›",
  RUN: "RUN ‹command›",
  COPY: "COPY ‹source› ‹destination›",
  ADD: "ADD ‹source› ‹destination›",
  CMD: 'CMD ["‹program›"]',
  ENTRYPOINT: 'ENTRYPOINT ["‹program›"]',
  HEALTHCHECK: "HEALTHCHECK ‹CMD›",
  USER: "USER ‹user›",
  WORKDIR: "WORKDIR ‹/app›",
  EXPOSE: "EXPOSE ‹port›",
  LABEL: "LABEL ‹key›=‹value›",
  VOLUME: "VOLUME ‹path›",
  SHELL: 'SHELL ["‹/bin/bash›", "-o", "pipefail", "-c"]',
  STOPSIGNAL: "STOPSIGNAL ‹SIGTERM›",
  ONBUILD: "ONBUILD ‹instruction›",
  MAINTAINER: "MAINTAINER ‹name›",
};

/** Cannot be kept for a child image (BuildKit: "isn't allowed as an ONBUILD trigger"). */
const forbiddenTriggers = new Set(["FROM", "ONBUILD", "MAINTAINER"]);

/** Keywords, each with the form it usually has; and whole patterns for what the stage lacks. */
export function completeKeyword({ word, span, isTrigger }: Keyword, place: Outside): Completion[] {
  const isLower = word !== "" && word === word.toLowerCase();
  const completions: Completion[] = [];
  if (place.stage && !isTrigger) {
    for (const pattern of [...healthcheckPatterns(place), ...userPatterns(place)]) {
      completions.push({ kind: "pattern", span, detail: "pattern", ...pattern });
    }
  }
  for (const [keyword, fact] of instructions) {
    if (isTrigger && forbiddenTriggers.has(keyword)) continue;
    // Before the first stage nothing but ARG and FROM may stand.
    if (!place.stage && !isTrigger && keyword !== "FROM" && keyword !== "ARG") continue;
    const { text, placeholders } = marked(forms[keyword] ?? `${keyword} `);
    const completion: Completion = {
      kind: "instruction",
      label: keyword,
      span,
      text: isLower ? keyword.toLowerCase() + text.slice(keyword.length) : text,
      placeholders,
      detail: fact.summary,
      about: instructionText(fact),
      isCommon: true,
    };
    completions.push(keyword === "MAINTAINER" ? { ...completion, isDeprecated: true } : completion);
  }
  return completions;
}
