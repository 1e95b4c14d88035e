import { readinessItem } from "../../../knowledge/readiness.ts";
import { daysBetween, isDay } from "../../../text/days.ts";
import type { Action, Assessor, Evidence } from "../../model.ts";
import { rollbackWorkflows } from "../../rollback-workflows.ts";
import { type Page, rollbackHeadings, rollbackPages, sectionsOn } from "../../runbooks.ts";
import { evidence, likely, met, open } from "../../verdict.ts";

const drill: Action = {
  kind: "decide",
  title: "Record the drill",
  asks: "Roll back in staging by the plan: the address of the run, how long it took, and what was missing are evidence.",
};

export const rollbackPlan: Assessor = {
  id: "operations.rollback-plan",
  looksAt:
    "The page `docs/runbooks/rollback.md` or one that is called like it: whether it says when, who, how (with commands) and how to verify, its `last_drill`, and workflows that roll back.",
  action: { kind: "generate", generator: "runbook", title: "Write the runbooks" },
  assess(service) {
    const pages = rollbackPages(service);
    const ways = rollbackWorkflows(service).map(({ place }) => place);
    const whole = pages.find(({ isInPlace, markdown }) => isInPlace && markdown !== undefined);
    const page = whole ?? pages[0];
    if (!page) {
      if (ways.length === 0) return open("Neither a page nor a workflow says how the version before comes back.");
      return likely("A workflow brings the version before back; no page says when, and who decides.", ways.slice(0, 5));
    }
    const { lacking, shown } = contents(page);
    const undecided = page.markdown?.undecided ?? [];
    const all = [...shown, ...ways].slice(0, 5);
    if (!page.isInPlace || lacking.length > 0)
      return likely(
        lacking.length === 0
          ? "A page tells of the way back; whether it is complete, and whether it was tried, nothing shows."
          : `A page tells of the way back, and ${listed(lacking)} not found in it.`,
        all,
      );
    if (undecided.length > 0)
      return likely(
        `The plan is written, and ${undecided.length === 1 ? "one line of it is" : `${undecided.length} lines of it are`} yet to be decided.`,
        all,
        {
          kind: "open",
          path: page.path,
          line: undecided[0] ?? 1,
          title: "Decide what is left open",
        },
      );
    const last = page.markdown?.head.get("last_drill") ?? "";
    const days = readinessItem("operations.rollback-plan")?.days ?? 90;
    if (!isDay(last) || last > service.today) return likely("The plan is written; nothing shows that it was tried.", all, drill);
    if (daysBetween(last, service.today) > days)
      return likely(`The plan is written; it was tried last on ${last}, more than ${days} days ago.`, all, drill);
    return met(`The plan is written, and was tried on ${last}.`, all);
  },
};

const parts = { when: "when to go back", who: "who decides", how: "the commands", verify: "how to verify" } as const;

/** What a page says of the way back, and what not. */
function contents(page: Page): { readonly lacking: readonly string[]; readonly shown: readonly Evidence[] } {
  // A page that cannot be seen is there, and no more.
  if (!page.markdown) return { lacking: Object.values(parts), shown: [evidence(page.path, 1, "a page on rolling back", "word")] };
  const found = Object.entries(rollbackHeadings).map(([part, pattern]) => {
    const sections = sectionsOn(page, pattern);
    return {
      part: part as keyof typeof parts,
      section: part === "how" ? sections.find(({ commands }) => commands.length > 0) : sections[0],
    };
  });
  const lacking = found.filter(({ section }) => section === undefined).map(({ part }) => parts[part]);
  const how = found.find(({ part }) => part === "how")?.section;
  const proof = page.isInPlace && lacking.length === 0 ? "structure" : "word";
  const first = how ?? page.markdown.sections[0];
  return {
    lacking,
    shown: [
      evidence(page.path, first?.line ?? 1, how ? "the commands that go back" : "a page on rolling back", proof),
      ...found.flatMap(({ part, section }) => (section && section !== how ? [evidence(page.path, section.line, parts[part], proof)] : [])),
    ],
  };
}

function listed(words: readonly string[]): string {
  return words.length === 1 ? `${words[0]} is` : `${words.slice(0, -1).join(", ")} and ${words.at(-1)} are`;
}
