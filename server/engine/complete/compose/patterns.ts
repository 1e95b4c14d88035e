import { recommendedTag, supportedCycles } from "../../knowledge/lifecycle.ts";
import { serviceImage } from "../../knowledge/service-images.ts";
import { type Completion, marked } from "../completion.ts";
import { completeSnippets, isNewFile } from "../snippets/offer.ts";
import { inStyle, layoutOf } from "../yaml-layout.ts";
import { type FittingCheck, fittingCheck } from "./healthchecks.ts";
import { contextOffers } from "./paths.ts";
import type { ComposeSite } from "./site.ts";

/** A block that is seldom written key by key. */
interface Pattern {
  readonly label: string;
  /** The key that it writes; it is offered as long as that is not there. */
  readonly key: string;
  readonly detail?: string | undefined;
  readonly about?: string;
  /** Lines with two blanks a level, lists not indented; `‹…›` is what the user decides. */
  readonly lines: readonly string[];
}

/** The health check that fits what a service runs, and what a new file begins with: they say more than the keys that they are made of. */
export function completeFitting(site: ComposeSite): Completion[] {
  if (site.kind === "services.*") return offered(site, fittingPattern(site));
  return isNew(site) ? completeSnippets("compose", ["document"], site) : [];
}

/** Other blocks that fit here: services, limits, updates, secrets. */
export function completePatterns(site: ComposeSite): Completion[] {
  if (site.itemsAbove) return [];
  return [...completeSnippets("compose", placesOf(site), site), ...offered(site, patternsFor(site))];
}

function isNew({ file, yaml, kind }: ComposeSite): boolean {
  return kind === "" && yaml.column === 0 && isNewFile(file.source.text, yaml.word);
}

/** The kinds of places that the cursor is at. A health check that fits says more than the common one. */
function placesOf(site: ComposeSite): readonly string[] {
  if (site.kind === "services") return ["services"];
  return site.kind === "services.*" ? ["service", ...(fittingPattern(site).length > 0 ? [] : ["unchecked"])] : [];
}

function offered(site: ComposeSite, patterns: readonly Pattern[]): Completion[] {
  const { yaml, itemsAbove } = site;
  if (yaml.isFlow || yaml.hasColon || itemsAbove) return [];
  const layout = layoutOf(site);
  return patterns
    .filter(({ key }) => !yaml.present.includes(key))
    .map(({ label, key, detail = key, about, lines }) => ({
      kind: "pattern",
      label,
      span: yaml.span,
      ...marked(layout.lines(inStyle(lines, layout))),
      detail,
      ...(about === undefined ? {} : { about }),
      filter: `${key} ${label}`,
    }));
}

function patternsFor(site: ComposeSite): readonly Pattern[] {
  switch (site.kind) {
    case "":
      return site.yaml.column === 0 ? sections : [];
    case "services":
      return servicePatterns(site);
    case "services.*":
      return inService;
    case "services.*.deploy":
      return inDeploy;
    case "services.*.develop":
      return [watch];
    case "secrets":
      return [secret];
    default:
      return [];
  }
}

const limits = ["resources:", "  limits:", '    cpus: "‹1.0›"', "    memory: ‹512m›"];
/** What keeps a service within bounds. */
const boundLines = (memory: string) => [
  "security_opt:",
  "- no-new-privileges:true",
  "logging:",
  "  driver: local",
  "deploy:",
  "  resources:",
  "    limits:",
  '      cpus: "‹1.0›"',
  `      memory: ‹${memory}›`,
];
const update = ["update_config:", "  order: start-first", "  parallelism: ‹1›", "  delay: ‹10s›", "  failure_action: rollback"];

const inDeploy: readonly Pattern[] = [
  {
    label: "limits of CPU and memory",
    key: "resources",
    about: "The container gets no more than this; above the memory it is ended.",
    lines: limits,
  },
  {
    label: "update without a gap",
    key: "update_config",
    about: "Swarm starts a new container before it stops an old one, and takes the update back where that fails.",
    lines: update,
  },
  {
    label: "restart policy",
    key: "restart_policy",
    about: "Instead of `restart`: for Swarm, and for Compose as well.",
    lines: ["restart_policy:", "  condition: ‹on-failure›", "  delay: ‹5s›", "  max_attempts: ‹5›", "  window: ‹2m›"],
  },
];

const inService: readonly Pattern[] = [
  {
    label: "update without a gap",
    key: "deploy",
    about: "Swarm starts a new container before it stops an old one, and takes the update back where that fails.",
    lines: ["deploy:", "  replicas: ‹2›", ...update.map((line) => `  ${line}`)],
  },
  {
    label: "no capabilities, no new privileges",
    key: "cap_drop",
    about: "What most services can do without. Add back what is missed, such as `NET_BIND_SERVICE`.",
    lines: ["cap_drop:", "- ALL", "security_opt:", "- no-new-privileges:true"],
  },
];

const watch: Pattern = {
  label: "copy changes into the container",
  key: "watch",
  about: "`docker compose watch` copies changed files, and builds anew where dependencies change.",
  lines: ["watch:", "- action: sync", "  path: ‹./src›", "  target: ‹/app/src›", "- action: rebuild", "  path: ‹package.json›"],
};

const secret: Pattern = {
  label: "secret from a file",
  key: "‹name›",
  about: "Mounted as `/run/secrets/NAME` into the services that list it. The file stays out of Git.",
  lines: ["‹db-password›:", "  file: ‹./secrets/db-password.txt›"],
};

function checkLines({ test, interval, timeout, retries, startPeriod }: Omit<FittingCheck, "of" | "isCertain">): readonly string[] {
  return [
    "healthcheck:",
    `  test: ${test}`,
    `  interval: ‹${interval}›`,
    `  timeout: ‹${timeout}›`,
    `  retries: ‹${retries}›`,
    `  start_period: ‹${startPeriod}›`,
  ];
}

function fittingPattern({ service, workspace }: ComposeSite): readonly Pattern[] {
  const fitting = service && fittingCheck(service, workspace);
  if (!fitting) return [];
  const note = fitting.isCertain ? "" : " Its port, user and path are yours to check.";
  return [
    {
      label: `health check for ${fitting.of}`,
      key: "healthcheck",
      about: `Asks what answers in the container, with a program that it has.${note}`,
      lines: checkLines(fitting),
    },
  ];
}

interface Template {
  readonly name: string;
  readonly image: string;
  readonly lines: readonly string[];
  readonly memory: string;
}

/** Services that are added most often; their passwords come from the files of secrets. */
const templates: readonly Template[] = [
  {
    name: "mysql",
    image: "mysql",
    memory: "1g",
    lines: [
      "environment:",
      "  MYSQL_ROOT_PASSWORD_FILE: /run/secrets/‹db-password›",
      "  MYSQL_DATABASE: ‹app›",
      "secrets:",
      "- ‹db-password›",
    ],
  },
  {
    name: "mariadb",
    image: "mariadb",
    memory: "1g",
    lines: [
      "environment:",
      "  MARIADB_ROOT_PASSWORD_FILE: /run/secrets/‹db-password›",
      "  MARIADB_DATABASE: ‹app›",
      "secrets:",
      "- ‹db-password›",
    ],
  },
  { name: "mongo", image: "mongo", memory: "1g", lines: [] },
  { name: "rabbitmq", image: "rabbitmq", memory: "512m", lines: [] },
];

/** The service of a known image, with its health check, its volume and its secrets. */
function templateLines({ name, image, lines, memory }: Template, today: string): readonly string[] | undefined {
  const known = serviceImage(image);
  const tag = recommendedTag(image, today) ?? supportedCycles(image, today)[0]?.cycle;
  if (!known || tag === undefined) return undefined;
  const { healthcheck, dataDirectories } = serviceImage(`${image}:${tag}`) ?? known;
  const [target] = dataDirectories;
  const check = healthcheck && checkLines({ ...healthcheck, test: `[${healthcheck.test.map((word) => JSON.stringify(word)).join(", ")}]` });
  return [
    `image: ${image}:${tag}`,
    ...lines,
    ...(target === undefined ? [] : ["volumes:", `- ‹${name}-data›:${target}`]),
    "restart: unless-stopped",
    ...(check ?? []),
    ...boundLines(memory),
  ];
}

function servicePatterns(site: ComposeSite): readonly Pattern[] {
  const [context] = contextOffers({ ...site, yaml: { ...site.yaml, word: "" } });
  const name = context === undefined || /^\.+$/.test(context.label) ? "web" : (context.label.split("/").at(-1) as string);
  const built: Pattern = {
    label: "service built from a Dockerfile",
    key: name,
    detail: `build: ${context?.label ?? "."}`,
    about: "The limits and the port are yours to check; a health check comes from the Dockerfile, or beside it.",
    lines: [
      `‹${name}›:`,
      `  build: ‹${context?.label ?? "."}›`,
      "  ports:",
      '  - "127.0.0.1:‹8080›:‹8080›"',
      "  restart: unless-stopped",
      ...boundLines("512m").map((line) => `  ${line}`),
    ],
  };
  return [
    built,
    ...templates.flatMap((template): Pattern[] => {
      const lines = templateLines(template, site.today);
      const title = serviceImage(template.image)?.title;
      if (!lines) return [];
      return [
        {
          label: `${title} service`,
          key: template.name,
          detail: lines[0]?.replace("image: ", ""),
          about: "With a health check and a volume. The volume, and the secret where there is one, is to be declared at the top level.",
          lines: [`‹${template.name}›:`, ...lines.map((line) => `  ${line}`)],
        },
      ];
    }),
  ];
}

/** What is declared beside services. */
const sections: readonly Pattern[] = [
  {
    label: "secrets from files",
    key: "secrets",
    about: "Mounted as `/run/secrets/NAME` into the services that list them. The files stay out of Git.",
    lines: ["secrets:", "  ‹db-password›:", "    file: ‹./secrets/db-password.txt›"],
  },
  {
    label: "networks for front and back",
    key: "networks",
    about: "Services of the inner network reach each other, and nothing outside reaches them.",
    lines: ["networks:", "  ‹front›:", "  ‹back›:", "    internal: true"],
  },
];
