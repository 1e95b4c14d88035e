import type { Verdict } from "../../model.ts";
import type { Platform } from "../../platforms/model.ts";
import type { Service } from "../../service.ts";
import { evidence, manual, notApplicable } from "../../verdict.ts";
import { inObject } from "./shown.ts";

/** The verdict on what only Kubernetes has, where no manifest of the repository runs the service. `reason` is a sentence. */
export function withoutCluster({ targets }: Service, reason: string): Verdict {
  const { unseenCluster, compose, platforms, jobs } = targets;
  const [job] = jobs;
  if (job) return notApplicable("It runs as a job, which ends by itself.", [inObject(job.object, job.object.nameSpan, job.object.title)]);
  if (unseenCluster) return inUnseenCluster(unseenCluster, "what they say of it");
  const [platform] = platforms;
  const [container] = compose;
  const where = platform ? `It runs on ${platform.title}` : container ? "It runs by Compose" : "No manifest of Kubernetes runs it";
  return notApplicable(`${where}. ${reason}`, platform ? [evidence(platform.path, platform.line, `is deployed to ${platform.title}`)] : []);
}

/** The verdict where the pipeline takes it to a cluster by manifests that are not here. `wanted` is what a person has to look for in them. */
export function inUnseenCluster({ path, line }: NonNullable<Service["targets"]["unseenCluster"]>, wanted: string): Verdict {
  const because = `The pipeline deploys it to a cluster by manifests that are not here: look there for ${wanted}.`;
  const asks = `Look for ${wanted} in the manifests that the pipeline applies; their address at the commit that runs is evidence.`;
  return manual(because, [evidence(path, line, "deploys to a cluster")], { kind: "decide", title: "Show the manifests", asks });
}

/** The verdict where a platform's own settings decide. `what` begins the sentence: "The size of an instance". */
export function atPlatform({ title, path, line }: Platform, what: string): Verdict {
  const asks = `${what} is a setting of ${title}: its page, or the command that prints it, is evidence.`;
  const because = `${what} is set at ${title}, and not in \`${path}\`.`;
  return manual(because, [evidence(path, line, `is deployed to ${title}`)], {
    kind: "decide",
    title: `Show the settings at ${title}`,
    asks,
  });
}
