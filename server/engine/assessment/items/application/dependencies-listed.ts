import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { evidence, likely, manual } from "../../verdict.ts";
import { pagesAbout } from "./documents.ts";
import { few, stands } from "./signs.ts";

export const dependenciesListed: Assessor = {
  id: "application.dependencies-listed",
  looksAt:
    "Pages about dependencies and their failure, and `dependsOn` of a `catalog-info.yaml`; what its manifests show it talks to is told as a beginning.",
  action: {
    kind: "decide",
    title: "List the dependencies",
    asks: "List what the service calls and stores in, with owner, time-out, and what users see when it is slow, wrong or away; `docs/dependencies.md` is a good place.",
  },
  assess(service) {
    const pages = pagesAbout(
      service,
      /(?:^|\/)(?:dependencies|failure[-_]?modes?|dependency[-_]?map|fmea|resilience)\.\w+$/i,
      /\b(?:external|upstream|runtime|service)\s+dependenc(?:y|ies)\b|\bfailure\s+(?:modes?|model|behaviou?r)\b|\bwhat happens when\b/i,
    );
    const listed = stands(service, service.paths(/(?:^|\/)catalog-info\.ya?ml$/), /^[ \t]+dependsOn:[ \t]*$/gm, "code");
    const shown = [...pages, ...listed];
    const known = talksTo(service);
    if (shown.length > 0)
      return likely(
        "Dependencies are written down. Whether all are there, each with what happens when it fails, a person has to say.",
        few([...shown, ...known]),
      );
    return manual(
      known.length > 0
        ? "It talks to others, and nothing is written of what happens when they fail."
        : "Only a person can say what it depends on, and what happens when that fails.",
      few(known),
    );
  },
};

/** What its dependencies show. */
function talksTo({ application }: Service): readonly Evidence[] {
  return (application?.services ?? []).flatMap(({ value, from }) =>
    from ? [evidence(from.path, from.line, `talks to ${value}`, "word")] : [],
  );
}
