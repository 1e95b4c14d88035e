import type { Assessor, Evidence } from "../../model.ts";
import { rollbackWorkflows } from "../../rollback-workflows.ts";
import { rollbackPages } from "../../runbooks.ts";
import type { Service } from "../../service.ts";
import { evidence, manual } from "../../verdict.ts";

export const rehearsed: Assessor = {
  id: "rollback.rehearsed",
  looksAt:
    "Nothing that could prove it: workflows that can roll back in staging, and the `last_drill` of the page on rolling back, are named as what to look at.",
  action: {
    kind: "decide",
    title: "Record the drill",
    asks: "Roll back in staging: the address of the run, how long it took, and both versions are evidence.",
  },
  assess(service) {
    const ways = rollbackWorkflows(service);
    const staged = ways.filter(({ environments }) =>
      environments.some((one) => /^(?:stag\w*|stg|uat|qa|pre-?prod\w*|test\w*)$/i.test(one)),
    );
    const drills = drillsOf(service);
    const shown = [...staged, ...ways.filter((one) => !staged.includes(one))].map(({ place }) => place);
    const because =
      staged.length > 0
        ? "A workflow can roll back in staging; that somebody did, only its run shows."
        : ways.length > 0
          ? "A workflow rolls back; that it was rehearsed in staging, only its run shows."
          : "That a rollback was rehearsed, no file shows.";
    return ways.length > 0
      ? manual(because, [...drills, ...shown].slice(0, 5))
      : manual(because, drills, { kind: "generate", generator: "rollback", title: "Generate the rollback" });
  },
};

function drillsOf(service: Service): readonly Evidence[] {
  return rollbackPages(service).flatMap(({ path, markdown }) => {
    const last = markdown?.head.get("last_drill");
    return last !== undefined && /^\d{4}-\d\d-\d\d$/.test(last) ? [evidence(path, 1, `last drill on ${last}`)] : [];
  });
}
