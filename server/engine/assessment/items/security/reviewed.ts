import type { Assessor } from "../../model.ts";
import { evidence, manual } from "../../verdict.ts";

/** Files that a review leaves behind, or that say how holes are told of. */
const documents =
  /(?:^|\/)(?:SECURITY\.(?:md|txt|rst)|security-insights\.ya?ml|(?:docs?\/(?:[^/]+\/){0,3})?[\w-]*(?:threat[-_ ]?model|security[-_]review|pen(?:etration)?[-_]?test)[\w.-]*\.(?:md|ya?ml|json|adoc|pdf|drawio|tm7))$/i;

export const reviewed: Assessor = {
  id: "security.reviewed",
  looksAt:
    "Nothing: a person has to say so. A threat model, the report of a review or `SECURITY.md` in the repository is named where there is one.",
  action: {
    kind: "decide",
    title: "Sign off the review",
    asks: "Name the threat model or the report of the review, with its date and what was done about what it found.",
  },
  assess(service) {
    const found = service
      .paths(documents)
      .slice(0, 4)
      .map((path) => evidence(path, 1, "a document about security", "word"));
    return manual(
      found.length > 0
        ? "There is a document; whether the service was reviewed as it is now, a person has to say."
        : "Nothing in a repository shows that somebody thought about how the service could be attacked.",
      found,
    );
  },
};
