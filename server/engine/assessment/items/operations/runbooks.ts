import { nameOf } from "../../../workspace/paths.ts";
import { alertsOf } from "../../alerts.ts";
import type { Assessor, Evidence } from "../../model.ts";
import { lookHeadings, type Page, pagesOf, sectionsOn } from "../../runbooks.ts";
import type { Service } from "../../service.ts";
import { evidence, likely, met, open } from "../../verdict.ts";

/** So many, beside that on rolling back, are a set. */
const enough = 2;

export const runbooks: Assessor = {
  id: "operations.runbooks",
  looksAt:
    "Pages in `docs/runbooks` or called like runbooks: whether they say where to look, with commands; and the runbooks that alerts name.",
  action: { kind: "generate", generator: "runbook", title: "Write the runbooks" },
  assess(service) {
    const pages = pagesOf(service).filter(({ path }) => !/roll-?back|(?:^|\/)readme\./i.test(nameOf(path)));
    const whole = pages.filter(({ isInPlace, ...page }) => isInPlace && isUseful({ isInPlace, ...page }));
    const linked = linkedRunbooks(service);
    const undecided = whole.reduce((sum, { markdown }) => sum + (markdown?.undecided.length ?? 0), 0);
    const shown = [...whole.map((page) => pageEvidence(page, "structure")), ...linked].slice(0, 5);
    if (whole.length >= enough && undecided === 0) return met("There are runbooks that say where to look, with the commands.", shown);
    if (whole.length >= enough)
      return likely(
        `There are runbooks with commands, and ${undecided === 1 ? "one line of them is" : `${undecided} lines of them are`} yet to be decided.`,
        shown,
        {
          kind: "open",
          ...firstUndecided(whole),
          title: "Decide what is left open",
        },
      );
    const others = pages.filter((page) => !whole.includes(page)).map((page) => pageEvidence(page, "word"));
    const all = [...shown, ...others].slice(0, 5);
    if (all.length === 0) return open("There is no page on what to do when something fails.");
    return likely(
      whole.length > 0
        ? "There is one runbook; what to do in other failures is not written."
        : "Pages are called like runbooks; whether they tell what to do, with which commands, is for a person to say.",
      all,
    );
  },
};

/** It says where to look, and has commands. */
function isUseful(page: Page): boolean {
  return sectionsOn(page, lookHeadings).length > 0 && (page.markdown?.sections ?? []).some(({ commands }) => commands.length > 0);
}

function pageEvidence(page: Page, proof: "structure" | "word"): Evidence {
  const [section] = sectionsOn(page, lookHeadings);
  const title = page.markdown?.sections[0]?.title;
  return evidence(page.path, section?.line ?? 1, title === undefined ? "a runbook by its name" : `"${title.slice(0, 60)}"`, proof);
}

function firstUndecided(pages: readonly Page[]): { readonly path: string; readonly line: number } {
  const page = pages.find(({ markdown }) => (markdown?.undecided.length ?? 0) > 0);
  return { path: page?.path ?? "", line: page?.markdown?.undecided[0] ?? 1 };
}

/** Alerts that say which runbook is to be followed: it may be in this repository or elsewhere. */
function linkedRunbooks(service: Service): readonly Evidence[] {
  return alertsOf(service).flatMap(({ path, line, name, runbook }) =>
    runbook === undefined || runbook === "" ? [] : [evidence(path, line, `\`${name}\` names its runbook`, "code")],
  );
}
