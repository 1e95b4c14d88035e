import { recommendedTag, supportedCycles } from "../../knowledge/lifecycle.ts";
import { findService, healthOptions } from "../../knowledge/services.ts";
import type { Container } from "../../languages/workflow/model.ts";
import { styleOf } from "../../languages/yaml/patch.ts";
import { type Completion, marked } from "../completion.ts";
import type { Offer } from "../offer.ts";
import type { WorkflowPlace } from "./site.ts";

interface ServiceForm {
  readonly image: string;
  readonly id: string;
  /** What the image needs to start. */
  readonly env: readonly string[];
}

/** Services that jobs use most; PostgreSQL is a snippet. */
const forms: readonly ServiceForm[] = [
  { image: "mysql", id: "mysql", env: ["MYSQL_ROOT_PASSWORD: ‹mysql›", "MYSQL_DATABASE: ‹test›"] },
  { image: "mariadb", id: "mariadb", env: ["MARIADB_ROOT_PASSWORD: ‹mariadb›", "MARIADB_DATABASE: ‹test›"] },
  { image: "redis", id: "redis", env: [] },
  { image: "mongo", id: "mongo", env: [] },
  { image: "rabbitmq", id: "rabbitmq", env: [] },
];

type Lines = (texts: readonly (readonly [number, string])[]) => string;

/** Services with a pinned image, their port, and the health command that the steps wait for. */
export function servicePatterns(place: WorkflowPlace, lines: Lines): Completion[] {
  const { yaml, file, today } = place;
  const { step, listIndent } = styleOf(file.yaml);
  return forms
    .filter(({ id }) => !yaml.present.includes(id))
    .flatMap(({ image, id, env }) => {
      const reference = imageOf(image, today);
      const service = findService(reference);
      if (!service) return [];
      const { port, healthCommand } = service;
      const text = lines([
        [0, `${id}:`],
        [step, `image: ${image}:‹${reference.tag ?? "tag"}›`],
        ...(env.length > 0 ? [[step, "env:"] as const, ...env.map((one) => [2 * step, one] as const)] : []),
        ...(port === undefined ? [] : [[step, "ports:"] as const, [step + listIndent, `- ${port}:${port}`] as const]),
        ...(healthCommand === undefined
          ? []
          : [[step, "options: >-"] as const, ...healthOptions(healthCommand).map((option) => [2 * step, option] as const)]),
      ]);
      return [
        {
          kind: "pattern" as const,
          label: `${service.title} service`,
          span: yaml.span,
          ...marked(text),
          detail: `${image}:${reference.tag ?? ""}`,
          about: "With a health command, so that the steps start when it is ready.",
          filter: `${id} ${service.title}`,
        },
      ];
    });
}

function imageOf(image: string, today: string): { readonly name: string; readonly tag: string | undefined } {
  return { name: image, tag: recommendedTag(image, today) ?? supportedCycles(image, today)[0]?.cycle };
}

const containers = ["node", "python", "golang", "rust", "ruby", "php", "eclipse-temurin", "ubuntu", "debian", "alpine"];

/** Images for a job's container or a service, at releases that are supported. */
export function imageOffers({ kind, today, file }: WorkflowPlace): readonly Offer[] {
  const isService = kind.includes("services");
  const names = isService ? forms.map(({ image }) => image) : containers;
  const own = file.language === "workflow" ? file.jobs.flatMap((job) => [job.container, ...job.services]) : [];
  const used = own.flatMap((container) => container?.image?.literal ?? []).filter((image) => image.includes(":"));
  return [
    ...[...new Set(used)].map((label): Offer => ({ kind: "image", label, detail: "used in this file" })),
    ...names.flatMap((name): Offer[] => {
      const { tag } = imageOf(name, today);
      if (tag === undefined) return [];
      const [cycle] = supportedCycles(name, today);
      const label = `${name}:${tag}`;
      return used.includes(label) ? [] : [{ kind: "image", label, detail: cycle && `${cycle.title}, supported until ${cycle.endOfLife}` }];
    }),
  ];
}

/** The health options that fit the image of the service, or of the container. */
export function optionOffers({ kind, job, yaml }: WorkflowPlace): readonly Offer[] {
  const container: Container | undefined = kind.includes("services") ? job?.services.find(({ id }) => id === yaml.path[3]) : job?.container;
  const image = container?.image?.literal;
  if (image === undefined) return [];
  const [, name = image, tag] = /^(.*?)(?::([\w.-]+))?(?:@.*)?$/.exec(image) ?? [];
  const command = findService({ name, tag })?.healthCommand;
  if (command === undefined) return [];
  return [
    {
      kind: "pattern",
      label: "health command",
      text: healthOptions(command).join(" "),
      about: "The steps start when the command succeeds.",
      filter: "--health-cmd",
    },
  ];
}
