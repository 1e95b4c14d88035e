import { deployJobs } from "../pipeline/deploy.ts";
import type { Service } from "./service.ts";
import { placeIn } from "./service.ts";

/** A number at a place. */
export interface Setting {
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  /** As it is written. */
  readonly text: string;
  /** Undefined where it is no number. */
  readonly value: number | undefined;
}

/** A platform that runs the service by what a file, or a command of the pipeline, tells it. */
export interface Platform {
  readonly title: string;
  readonly path: string;
  readonly line: number;
  /** How much memory, or which size of machine, an instance gets. */
  readonly size: Setting | undefined;
  readonly minimum: Setting | undefined;
  readonly maximum: Setting | undefined;
  /** It starts as many instances as there are requests, and none of its own accord. */
  readonly isServerless: boolean;
  /** What says that plain HTTP is not served; undefined where that is the platform's own doing, or nothing says it. */
  readonly forcesTls: Setting | undefined;
  /** It ends TLS itself, with certificates of its own, for every service that it runs. */
  readonly endsTls: boolean;
  /** What says how a new version takes over. */
  readonly rollout: Setting | undefined;
}

interface Reader {
  readonly path: RegExp;
  /** What tells the platform where several share the name of the file. */
  readonly text?: RegExp;
  readonly title: string;
  readonly size?: RegExp;
  readonly minimum?: RegExp;
  readonly maximum?: RegExp;
  readonly isServerless?: true;
  readonly forcesTls?: RegExp;
  readonly endsTls?: true;
  readonly rollout?: RegExp;
}

/**
 * The keys of each platform's file. Sources: https://fly.io/docs/reference/configuration/, https://render.com/docs/blueprint-spec,
 * https://cloud.google.com/appengine/docs/standard/reference/app-yaml, https://docs.digitalocean.com/products/app-platform/reference/app-spec/,
 * https://docs.railway.com/reference/config-as-code, https://devcenter.heroku.com/articles/app-json-schema,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html, https://kamal-deploy.org/docs/configuration/proxy/,
 * https://docs.cloudfoundry.org/devguide/deploy-apps/manifest-attributes.html.
 */
const readers: readonly Reader[] = [
  {
    path: /(?:^|\/)fly(?:\.[\w-]+)?\.toml$/,
    title: "Fly.io",
    size: /^\s*(?:memory|memory_mb|size)\s*=\s*(\S+)/m,
    minimum: /^\s*min_machines_running\s*=\s*(\d+)/m,
    forcesTls: /^\s*force_https\s*=\s*(\w+)/m,
    rollout: /^\[deploy\]\n(?:[^[\n]*\n)*?\s*strategy\s*=\s*["'](\w+)/m,
  },
  {
    path: /(?:^|\/)render\.yaml$/,
    title: "Render",
    size: /^\s*(?:- )?plan:\s*(\S+)/m,
    minimum: /^\s*minInstances:\s*(\d+)/m,
    maximum: /^\s*maxInstances:\s*(\d+)/m,
    endsTls: true,
  },
  {
    path: /(?:^|\/)app\.ya?ml$/,
    text: /^(?:runtime|entrypoint|instance_class):/m,
    title: "App Engine",
    size: /^\s*(?:instance_class|memory_gb):\s*(\S+)/m,
    minimum: /^\s*min(?:_num)?_instances:\s*(\d+)/m,
    maximum: /^\s*max(?:_num)?_instances:\s*(\d+)/m,
    endsTls: true,
  },
  {
    path: /(?:^|\/)app\.ya?ml$/,
    text: /^services:/m,
    title: "DigitalOcean App Platform",
    size: /^\s*(?:- )?instance_size_slug:\s*(\S+)/m,
    minimum: /^\s*min_instance_count:\s*(\d+)/m,
    maximum: /^\s*max_instance_count:\s*(\d+)/m,
    endsTls: true,
  },
  { path: /(?:^|\/)railway\.(?:json|toml)$/, title: "Railway", minimum: /^\s*"?numReplicas"?\s*[:=]\s*(\d+)/m, endsTls: true },
  { path: /(?:^|\/)[\w.-]*task-?def(?:inition)?[\w.-]*\.json$/i, title: "Amazon ECS", size: /^\s*"memory"\s*:\s*"?(\d+)/m },
  { path: /(?:^|\/)app\.json$/, title: "Heroku", size: /"size"\s*:\s*"([\w-]+)"/, minimum: /"quantity"\s*:\s*(\d+)/ },
  { path: /(?:^|\/)(?:Procfile|heroku\.yml)$/, title: "Heroku" },
  {
    path: /(?:^|\/)manifest\.ya?ml$/,
    text: /^applications:/m,
    title: "Cloud Foundry",
    size: /^\s*(?:- )?memory:\s*(\S+)/m,
    minimum: /^\s*(?:- )?instances:\s*(\d+)/m,
  },
  {
    path: /(?:^|\/)config\/deploy[\w.]*\.yml$/,
    title: "Kamal",
    size: /^\s*memory:\s*(\S+)/m,
    forcesTls: /^\s*ssl:\s*(\w+)/m,
  },
  { path: /(?:^|\/)(?:vercel|now)\.json$/, title: "Vercel", isServerless: true, endsTls: true },
  { path: /(?:^|\/)netlify\.toml$/, title: "Netlify", isServerless: true, endsTls: true },
  { path: /(?:^|\/)wrangler\.(?:toml|jsonc?)$/, title: "Cloudflare Workers", isServerless: true, endsTls: true },
  { path: /(?:^|\/)firebase\.json$/, title: "Firebase", isServerless: true, endsTls: true },
  {
    path: /(?:^|\/)(?:serverless\.ya?ml|samconfig\.toml)$/,
    title: "AWS Lambda",
    size: /^\s*memorySize:\s*(\d+)/m,
    isServerless: true,
    endsTls: true,
  },
];

/** The platforms that a service's files are for. */
export function platformsOf(service: Service): readonly Platform[] {
  const { files, workspace } = service;
  const named = files.platformFiles.flatMap((path): readonly Platform[] => {
    const text = workspace.read(path);
    if (text === undefined) return [];
    const reader = readers.find((one) => one.path.test(path) && one.text?.test(text) !== false);
    return reader ? [readWith(reader, path, text)] : [];
  });
  // A Procfile beside `fly.toml` says what is started there, and not where.
  const others = named.filter(({ title }) => title !== "Heroku");
  return [...(others.length > 0 ? others : named.slice(0, 1)), ...cloudRun(service)];
}

function readWith(reader: Reader, path: string, text: string): Platform {
  const setting = (pattern: RegExp | undefined) => (pattern === undefined ? undefined : settingIn(path, text, 0, pattern));
  return {
    title: reader.title,
    path,
    line: 1,
    size: setting(reader.size),
    minimum: setting(reader.minimum),
    maximum: setting(reader.maximum),
    isServerless: reader.isServerless ?? false,
    forcesTls: setting(reader.forcesTls),
    endsTls: reader.endsTls ?? false,
    rollout: setting(reader.rollout),
  };
}

/** What a pattern's first group finds; comments are left out. `above` is the number of lines before the text. */
function settingIn(path: string, text: string, above: number, pattern: RegExp): Setting | undefined {
  const bare = text.replace(/^(\s*)#.*$/gm, "$1");
  const match = pattern.exec(bare);
  if (!match) return undefined;
  const written = match[1] ?? "";
  const line = bare.slice(0, match.index + match[0].lastIndexOf(written)).split("\n").length;
  return {
    path,
    line: above + line,
    text: match[0].slice(match[0].lastIndexOf("\n") + 1).trim(),
    value: /^\d+$/.test(written) ? Number(written) : undefined,
  };
}

/** The flags of `gcloud run deploy`, in a command of the pipeline or among an action's inputs. Source: https://cloud.google.com/sdk/gcloud/reference/run/deploy. */
function cloudRun(service: Service): readonly Platform[] {
  return service.workflows.flatMap((workflow) =>
    deployJobs(workflow, service.workspace).flatMap(({ steps }) =>
      steps.flatMap(({ step, platform, span }): Platform[] => {
        if (platform !== "cloud-run") return [];
        const { path, line } = placeIn(workflow, span);
        const text = workflow.source.slice(step.span);
        const above = workflow.source.lineOf(step.span.start);
        const flag = (name: string) => settingIn(path, text, above, new RegExp(`--${name}[= ]["']?([\\w.]+)`));
        return [
          {
            title: "Cloud Run",
            path,
            line,
            size: flag("memory"),
            minimum: flag("min-instances") ?? flag("min"),
            maximum: flag("max-instances") ?? flag("max"),
            isServerless: false,
            forcesTls: undefined,
            endsTls: true,
            rollout: undefined,
          },
        ];
      }),
    ),
  );
}
