import type { Assessor, Evidence } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { evidence, manual } from "../../verdict.ts";
import { jobsAbout } from "../application/jobs.ts";

export const cost: Assessor = {
  id: "operations.cost",
  looksAt:
    "Nothing that could show it: requests and limits of the workloads, and steps that estimate the cost, are named as what to look at.",
  action: {
    kind: "decide",
    title: "Review cost and size",
    asks: "Compare what is asked for (requests, instances, sizes) with what was used within the last month; the dashboard and the bill are evidence.",
  },
  assess(service) {
    const sizes = sizesOf(service);
    return manual(
      sizes.length > 0
        ? "What it asks for is written here; what of that it uses, and what that costs, is not."
        : "What it uses, and what that costs, no file shows.",
      [...estimates(service), ...sizes].slice(0, 3),
    );
  },
};

function sizesOf(service: Service): readonly Evidence[] {
  const requests = service.workloads.flatMap(({ object, pod }) =>
    pod.mainContainers.flatMap(({ resources }) => {
      if (!resources.map) return [];
      const { path, line } = placeIn(object.file, resources.map.span);
      return [evidence(path, line, "what it asks for")];
    }),
  );
  const platforms = service.targets.platforms.flatMap(({ size }) => (size ? [evidence(size.path, size.line, `\`${size.text}\``)] : []));
  return [...requests, ...platforms];
}

/** https://github.com/infracost/actions */
function estimates(service: Service): readonly Evidence[] {
  return jobsAbout(service).flatMap((job) =>
    job.steps.flatMap(({ uses, script }) => {
      const command = script?.commands.find(({ name }) => name === "infracost");
      const span = /^infracost\//.test(uses?.action ?? "") ? uses?.span : command && script?.source.spanToSource(command.nameSpan);
      if (!span) return [];
      const { path, line } = placeIn(job.workflow, span);
      return [evidence(path, line, "estimates the cost of a change")];
    }),
  );
}
