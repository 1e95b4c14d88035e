import { deployJobs } from "../../pipeline/deploy.ts";
import { placeIn, type Service } from "../service.ts";
import { type Platform, settingIn, untold } from "./model.ts";

/** The flags of `gcloud run deploy`, in a command of the pipeline or among an action's inputs. Source: https://cloud.google.com/sdk/gcloud/reference/run/deploy. */
export function cloudRunOf(service: Service): readonly Platform[] {
  return service.workflows.flatMap((workflow) =>
    deployJobs(workflow, service.workspace).flatMap(({ steps }) =>
      steps.flatMap(({ step, platform, span }): Platform[] => {
        const text = workflow.source.slice(step.span);
        if (platform !== "cloud-run" || !(service.isAlone || text.includes(service.name))) return [];
        const { path, line } = placeIn(workflow, span);
        const above = workflow.source.lineOf(step.span.start);
        const flag = (name: string) => settingIn(path, text, above, new RegExp(`--${name}[= ]["']?([\\w.]+)`));
        const [minimum, maximum] = [flag("min-instances") ?? flag("min"), flag("max-instances") ?? flag("max")];
        return [{ ...untold, title: "Cloud Run", path, line, size: flag("memory"), minimum, maximum, endsTls: true }];
      }),
    ),
  );
}
