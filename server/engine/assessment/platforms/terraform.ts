import type { Service } from "../service.ts";
import { type TerraformResource, terraformResources } from "../terraform.ts";
import { type Platform, type Setting, untold } from "./model.ts";

interface Cloud {
  readonly title: string;
  /** The resource that runs it. */
  readonly type: RegExp;
  /** Those that say more of it. */
  readonly companions?: RegExp;
  readonly size: RegExp;
  readonly minimum: RegExp;
  readonly maximum: RegExp;
  readonly endsTls?: true;
}

/**
 * Sources: the documentation of these resources at registry.terraform.io: `google_cloud_run_v2_service`, `aws_ecs_task_definition` with
 * `aws_appautoscaling_target`, `aws_apprunner_service`, `azurerm_container_app`.
 */
const clouds: readonly Cloud[] = [
  {
    title: "Cloud Run",
    type: /^google_cloud_run(?:_v2)?_service$/,
    size: /^memory$/,
    minimum: /^(?:min_instance_count|minScale)$/,
    maximum: /^(?:max_instance_count|maxScale)$/,
    endsTls: true,
  },
  {
    title: "Amazon ECS",
    type: /^aws_ecs_(?:service|task_definition)$/,
    companions: /^aws_appautoscaling_target$/,
    size: /^memory$/,
    minimum: /^min_capacity$/,
    maximum: /^max_capacity$/,
  },
  {
    title: "App Runner",
    type: /^aws_apprunner_service$/,
    companions: /^aws_apprunner_auto_scaling_configuration_version$/,
    size: /^memory$/,
    minimum: /^min_size$/,
    maximum: /^max_size$/,
    endsTls: true,
  },
  {
    title: "Azure Container Apps",
    type: /^azurerm_container_app$/,
    size: /^memory$/,
    minimum: /^min_replicas$/,
    maximum: /^max_replicas$/,
    endsTls: true,
  },
];

/** The clouds that Terraform files bring a service to. */
export function terraformPlatformsOf(service: Service): readonly Platform[] {
  return clouds.flatMap(({ title, type, companions, size, minimum, maximum, endsTls = false }): Platform[] => {
    const running = terraformResources(service, type).filter((one) => isAbout(one, service));
    const [first] = running;
    if (!first) return [];
    const all = companions ? [...running, ...terraformResources(service, companions)] : running;
    const setting = (name: RegExp) => settingOf(all, name);
    const listener = terraformResources(service, /^aws_(?:lb|alb)_listener$/).find((one) => one.values(/^protocol$/).includes("HTTPS"));
    const forcesTls =
      title === "Amazon ECS" && listener
        ? { path: listener.path, line: listener.line, text: "protocol = HTTPS: true", value: undefined }
        : undefined;
    const { path, line } = first;
    return [
      { ...untold, title, path, line, size: setting(size), minimum: setting(minimum), maximum: setting(maximum), endsTls, forcesTls },
    ];
  });
}

function isAbout({ name, body }: TerraformResource, service: Service): boolean {
  return service.isAlone || name.replaceAll("_", "-").includes(service.name) || body.includes(service.name);
}

function settingOf(resources: readonly TerraformResource[], name: RegExp): Setting | undefined {
  for (const one of resources) {
    const [written] = one.values(name);
    if (written === undefined) continue;
    const text = written.replace(/[,\s]+$/, "");
    const key = /[a-zA-Z]\w*(?=\$|\))/.exec(name.source)?.[0] ?? "";
    return { path: one.path, line: one.line, text: `${key} = ${text}`, value: /^\d+$/.test(text) ? Number(text) : undefined };
  }
  return undefined;
}
