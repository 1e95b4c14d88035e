import { fixesOf, removeKey, setValue } from "../../cluster/edit.ts";
import { imageOf } from "../../cluster/images.ts";
import { isMovingTag } from "../../knowledge/moving-tags.ts";
import { imageIn, isImagePlaceholder } from "../../languages/kubernetes/image.ts";
import type { Container } from "../../languages/kubernetes/model.ts";
import { defineRule, type Problem } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: ghcr.io/example/web:main\n${more}`;

export default defineRule({
  id: "kubernetes/image-pull-policy",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "A pull policy that does not fit the image's tag.",
  why: `With \`IfNotPresent\` or \`Never\` a node keeps what it pulled first. Under a tag that moves, such as \`latest\` or \`main\`, pods of one Deployment then
run different versions, by the age of their nodes.

With a digest \`Always\` only makes every start wait for the registry: the content cannot change.

Best is a tag that never moves; then the default, \`IfNotPresent\`, is right.`,
  examples: [
    { title: "A tag that moves", bad: pod("      imagePullPolicy: IfNotPresent\n"), good: pod("      imagePullPolicy: Always\n") },
  ],
  links: ["https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["R2"],
  alsoKnownAs: ["kube-score:container-image-pull-policy", "polaris:pullPolicyNotAlways", "checkov:CKV_K8S_15"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const object of file.objects) {
      for (const container of object.workload?.pod.allContainers ?? []) {
        const problem = problemOf(container, workspace);
        if (problem) report(problem);
      }
    }
  },
});

function problemOf(container: Container, workspace: Workspace): Problem | undefined {
  const policy = container.mapping.text("imagePullPolicy");
  const { value, span } = policy;
  if (value === undefined || !span || !imageIn(container.image)) return undefined;
  const image = imageOf(container, workspace);
  if (!image || isImagePlaceholder(image.text)) return undefined;
  const { object } = container.pod.workload;
  if (image.digest !== undefined) {
    if (value !== "Always") return undefined;
    return {
      span,
      message: "A digest always means the same image, so `Always` only makes each start wait for the registry. Leave it to the default.",
      severity: "info",
      fixes: fixesOf("Remove `imagePullPolicy`", "unsafe", object, removeKey(object, policy)),
    };
  }
  if (value !== "IfNotPresent" && value !== "Never") return undefined;
  const name = image.registry === undefined ? image.repository : `${image.registry}/${image.repository}`;
  const tag = image.tag ?? "latest";
  if (!isMovingTag(name, tag)) return undefined;
  return {
    span,
    message: `\`${tag}\` moves, but with \`${value}\` each node keeps the image that it has, so pods run different versions. Name a version, or set \`Always\`.`,
    // An image that is never pulled was put on the node by hand: a cluster on somebody's own machine.
    ...(value === "Never" && { severity: "info" as const }),
    fixes: value === "Never" ? [] : fixesOf("Set `imagePullPolicy: Always`", "unsafe", object, setValue(object, policy, "Always")),
  };
}
