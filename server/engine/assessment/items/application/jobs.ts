import type { Job } from "../../../languages/workflow/model.ts";
import type { Service } from "../../service.ts";
import { serviceFolders } from "../../services.ts";

/** The jobs of the workflows that are about a service: all where it is alone, else those that name its folder, or no service's. */
export function jobsAbout(service: Service): readonly Job[] {
  const { folder, workspace } = service;
  const others = serviceFolders(workspace, "").filter((one) => one !== folder && one !== "");
  return service.workflows.flatMap((workflow) => {
    const triggers = workflow.onEntry?.value ? workflow.source.slice(workflow.onEntry.value.span) : "";
    return workflow.jobs.filter((job) => {
      if (others.length === 0) return true;
      const text = `${triggers}\n${job.map ? workflow.source.slice(job.map.span) : ""}`;
      return (folder !== "" && names(text, folder)) || !others.some((other) => names(text, other));
    });
  });
}

/** Whether a text names a folder as paths are written: `working-directory: backend`, `./backend/Dockerfile`. */
function names(text: string, folder: string): boolean {
  const escaped = folder.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?:^|[\\s"'=:(,./])${escaped}(?=[/\\s"',:)]|$)`, "m").test(text);
}
